#!/usr/bin/env python3
"""What a build costs beside other generators: one command, a Markdown table.

    cargo build --release
    python3 benches/peers.py --mdbook PATH --hugo PATH --zensical PATH --pages 1000 --pairs 5

Books are made from a fixed seed, about 6 KB a page, Chinese with code, lists, tables and links. Every program builds the same
pages into a memory disk, in turn with Wence, so that the machine's other work falls on both; CPU seconds are those of the
process and its children, the ratio is the median over the pairs. Programs that are not named are left out. Wence has search
index and highlighting on. mdBook has its index on and no highlighting, which it leaves to the browser. Hugo comes twice: with
highlighting and a JSON index, and with neither. `--edit` measures what a save costs under `wence serve`.
"""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request

SENTENCES = [
    "先把订单的规格、数量、单价、付款和交期逐项核一遍，有疑问的地方写下来一次问清。",
    "改动下发以前，要等客户书面确认费用和新交期，**旧版文件收回作废**，各部门签收。",
    "用 ERP 建档，一单一档，状态每天更新，异常当天上报，并写清下一步由谁在哪天做完。",
    "验货分产前、中期、尾期三段，只在出货前验一次，系统性的缺陷已经来不及改了。",
    "按 `AQL 2.5` 抽 200 件，主要缺陷 10 个以内接收，11 个起拒收，判定写进报告。",
    "跟进的频率按风险定：高风险的天天跟，常规的每周跟，节点必跟，见[下一页](page{first}.md)。",
]
# So that pairs of characters are about as many as in real texts of this length.
CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展"
)
WORDS = (
    "order sample production inspection shipment invoice quality customer factory schedule tracking document payment carton label "
    "packing delivery review audit report fabric trim cutting sewing finishing buyer vendor approve reject rework balance deposit"
).split()
BLOCKS = [
    "```rust\nfn main() {{\n    let total_{a}: u32 = (1..={b}).map(|n| n * n).sum();\n    println!(\"{{total}}\");\n}}\n```\n\n",
    "- 项目一\n- 项目二 `code`\n- 项目三\n\n",
    "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n| 三 | 四 |\n\n",
]
PER_FOLDER = 25


class Random:
    """xorshift64, the same on every machine."""

    def __init__(self):
        self.state = 0x9E3779B97F4A7C15

    def below(self, bound):
        mask = (1 << 64) - 1
        self.state ^= (self.state << 13) & mask
        self.state ^= self.state >> 7
        self.state ^= (self.state << 17) & mask
        return self.state % bound


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def write_pages(folder, n_pages):
    """The pages, in folders of 25. Answers their bytes."""
    random = Random()
    total = 0
    for page in range(n_pages):
        text = f"---\ntitle: 第 {page} 页\norder: {page % PER_FOLDER}\n---\n\n# 第 {page} 页\n\n"
        section = 0
        while len(text.encode()) < 6_000:
            section += 1
            name = "".join(CHARACTERS[random.below(len(CHARACTERS))] for _ in range(4))
            text += f"## {name} {section}\n\n"
            for _ in range(3):
                text += "".join(SENTENCES[random.below(len(SENTENCES))] for _ in range(2))
                text += "".join(CHARACTERS[random.below(random.below(len(CHARACTERS)) + 1)] for _ in range(30))
                text += "，" + " ".join(WORDS[random.below(len(WORDS))] for _ in range(5)) + "。\n\n"
            text += BLOCKS[section % 3].format(a=random.below(500), b=random.below(100)) if section % 3 == 0 else BLOCKS[section % 3]
        text = text.replace("{first}", str(page // PER_FOLDER * PER_FOLDER))
        total += len(text.encode())
        write(f"{folder}/part{page // PER_FOLDER:04}/page{page}.md", text)
    return total


def write_books(root, n_pages):
    """The same pages as each program wants them."""
    size = write_pages(f"{root}/wence/content", n_pages)
    pages = [f"part{page // PER_FOLDER:04}/page{page}.md" for page in range(n_pages)]
    write(f"{root}/wence/book.toml", '[book]\ntitle = "书"\nlanguage = "zh-CN"\n')
    shutil.copytree(f"{root}/wence", f"{root}/wence-no-search")
    write(f"{root}/wence-no-search/book.toml", '[book]\ntitle = "书"\nlanguage = "zh-CN"\n[output.html.search]\nenable = false\n')

    def without_front_matter(folder):
        for page in pages:
            with open(f"{root}/wence/content/{page}", encoding="utf-8") as file:
                write(f"{folder}/{page}", file.read().split("---\n\n", 1)[1])

    without_front_matter(f"{root}/mdbook/src")
    write(f"{root}/mdbook/book.toml", '[book]\ntitle = "书"\nlanguage = "zh-CN"\n')
    lines = [f"- [第 {number} 页]({page})" for number, page in enumerate(pages)]
    write(f"{root}/mdbook/src/SUMMARY.md", "# 书\n\n" + "\n".join(lines) + "\n")
    without_front_matter(f"{root}/zensical/docs")
    write(f"{root}/zensical/docs/index.md", "# 书\n")
    write(f"{root}/zensical/zensical.toml", '[project]\nsite_name = "书"\n')
    for kind in ["hugo", "hugo-bare"]:
        bare = kind == "hugo-bare"
        shutil.copytree(f"{root}/wence/content", f"{root}/{kind}/content")
        settings = 'title = "书"\nlanguageCode = "zh-CN"\nhasCJKLanguage = true\ndisableKinds = ["taxonomy", "term", "RSS"]\n'
        settings += "" if bare else '[outputs]\nhome = ["HTML", "JSON"]\n'
        settings += f"[markup.highlight]\nnoClasses = false\ncodeFences = {str(not bare).lower()}\n"
        write(f"{root}/{kind}/hugo.toml", settings)
        layouts = f"{root}/{kind}/layouts"
        frame = "<!doctype html><html lang=zh-CN><head><meta charset=utf-8><title>{{ .Title }}</title></head><body>%s</body></html>"
        links = "<ul>{{ range .Pages }}<li><a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}</ul>"
        write(f"{layouts}/_default/single.html", frame % "<nav>{{ with .CurrentSection }}" + links + "{{ end }}</nav><main>{{ .Content }}</main>")
        write(f"{layouts}/_default/list.html", frame % ("<main>{{ .Content }}" + links + "</main>"))
        write(f"{layouts}/index.json", '[{{ range $at, $page := .Site.RegularPages }}{{ if $at }},{{ end }}{{ dict "u" .RelPermalink "t" .Title "c" .Plain | jsonify }}{{ end }}]')
    return size


def run(command, out):
    """CPU seconds and peak memory in MiB of one run into an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{errors.decode(errors='replace')[-2000:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def commands(programs, root, out):
    table = [("Wence without a search", [programs.wence, "-q", "build", f"{root}/wence-no-search", "-d", out])]
    if programs.mdbook:
        table.append(("mdBook", [programs.mdbook, "build", f"{root}/mdbook", "-d", out]))
    if programs.hugo:
        table.append(("Hugo, JSON index", [programs.hugo, "-s", f"{root}/hugo", "-d", out, "--quiet"]))
        table.append(("Hugo, bare", [programs.hugo, "-s", f"{root}/hugo-bare", "-d", out, "--quiet"]))
    if programs.zensical:
        table.append(("Zensical", [programs.zensical, "build", "-f", f"{root}/zensical/zensical.toml"]))
    return table


def compare(programs, n_pages, pairs):
    with tempfile.TemporaryDirectory(dir=programs.folder) as root:
        size = write_books(root, n_pages)
        out = f"{root}/out"
        wence = [programs.wence, "-q", "build", f"{root}/wence", "-d", out]
        own = []
        rows = []
        for name, command in commands(programs, root, out):
            results = []
            for _ in range(pairs):
                ours = run(wence, out)
                theirs = run(command, f"{root}/zensical/site" if name == "Zensical" else out)
                own.append(ours)
                results.append((theirs, ours[0] / theirs[0]))
            middle = lambda values: statistics.median(values)
            ratios = [ratio for _, ratio in results]
            rows.append(
                f"| {name} | {middle([cpu for (cpu, _), _ in results]):.2f} | {middle([memory for (_, memory), _ in results]):.0f} "
                f"| {middle(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}) |"
            )
        print(f"\n{n_pages} pages, {size / n_pages / 1000:.1f} KB each, {pairs} pairs\n")
        print("| | CPU s | peak MiB | Wence's CPU by it |\n| --- | --- | --- | --- |")
        cpu, memory = (statistics.median(values) for values in zip(*own))
        print(f"| Wence | {cpu:.2f} | {memory:.0f} | |")
        print("\n".join(rows), flush=True)


def edit(programs, n_pages, saves):
    """What saves cost: milliseconds from the save to the new text served."""
    with tempfile.TemporaryDirectory(dir=programs.folder) as root:
        write_pages(f"{root}/content", n_pages)
        write(f"{root}/book.toml", '[book]\ntitle = "书"\nlanguage = "zh-CN"\n')
        page = "part0003/page80"
        path = f"{root}/content/{page}.md"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        began = time.monotonic()
        server = subprocess.Popen([programs.wence, "serve", root, "-p", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            url = re.search(r"http://\S+", server.stdout.readline().decode()).group(0)
            urllib.request.urlopen(url + page + ".html").read()
            first = time.monotonic() - began
            host, port = re.match(r"http://([^:/]+):(\d+)", url).groups()
            events = socket.create_connection((host, int(port)))
            events.sendall(f"GET /__wence/events HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            # The watcher starts after the first page is there; what the stream says until then is not of a save.
            deadline = time.monotonic() + 1
            while time.monotonic() < deadline:
                events.settimeout(max(0.01, deadline - time.monotonic()))
                try:
                    events.recv(1 << 16)
                except TimeoutError:
                    pass
            events.settimeout(None)
            times = []
            for number in range(saves):
                mark = f"第 {number} 次存盘"
                start = time.monotonic()
                write(path, f"{text}\n{mark}\n")
                events.recv(1 << 16)
                served = urllib.request.urlopen(url + page + ".html").read().decode()
                times.append((time.monotonic() - start) * 1000)
                assert mark in served, mark
                time.sleep(0.02)
            with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
                memory = int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) // 1024
        finally:
            server.terminate()
            server.wait()
        times.sort()
        print(
            f"| {n_pages} | {first:.2f} s | {statistics.median(times):.1f} ms | {times[int(len(times) * 0.95)]:.1f} ms | {memory} MiB |",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description="What a build costs beside other generators.")
    parser.add_argument("--wence", default="target/release/wence")
    for peer in ["mdbook", "hugo", "zensical"]:
        parser.add_argument(f"--{peer}", help=f"path of the program; left out without it")
    parser.add_argument("--pages", type=int, nargs="+", default=[1000])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--edit", type=int, metavar="SAVES", help="measure so many saves under `wence serve` instead")
    parser.add_argument("--folder", default="/dev/shm", help="where to work; a memory disk leaves the disk out")
    programs = parser.parse_args()
    if programs.edit:
        print("| pages | start to first page | save to served, median | 95 % | memory |\n| --- | --- | --- | --- | --- |")
    for n_pages in programs.pages:
        if programs.edit:
            edit(programs, n_pages, programs.edit)
        else:
            compare(programs, n_pages, programs.pairs)


if __name__ == "__main__":
    main()
