//! What a page costs: the CPU time of a whole build against that of a bare read-parse-write of the same files.
//!
//! `cargo bench --bench whole_build -- [PAGES]…` (100 and 1,000 if none is named). Pages are made from a fixed seed, about
//! 6 KB each, mostly Chinese. Both sides run in this process, in turn, and the medians of their ratios are printed: single
//! times say more about the machine's other work than about ours. Put `TMPDIR` on a memory disk to leave the disk out.

#[cfg(unix)]
fn main() {
    let pages: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    for n_pages in if pages.is_empty() { vec![100, 1_000] } else { pages } {
        measure::compare(n_pages);
    }
}

#[cfg(not(unix))]
fn main() {
    eprintln!("the processor's time is read in a way that only Unix has");
}

#[cfg(unix)]
mod measure {
    use std::fs;
    use std::path::Path;
    use std::time::Duration;

    const ROUNDS: usize = 7;

    /// CPU time that `work` takes on all threads of the process.
    fn cpu(work: impl FnOnce()) -> Duration {
        let now = || {
            let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
            Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
        };
        let start = now();
        work();
        now() - start
    }

    pub fn compare(n_pages: usize) {
        let book = tempfile::tempdir().expect("a temporary folder");
        let bytes = write_book(book.path(), n_pages);
        let (bare_out, site_out) = (book.path().join("bare"), book.path().join("site"));
        let mut ratios = Vec::new();
        let (mut bare_times, mut build_times) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let _ = fs::remove_dir_all(&bare_out);
            let _ = fs::remove_dir_all(&site_out);
            let bare = cpu(|| bare_build(&book.path().join("content"), &bare_out));
            let build = cpu(|| whole_build(book.path(), &site_out));
            ratios.push(build.as_secs_f64() / bare.as_secs_f64());
            bare_times.push(bare.as_secs_f64());
            build_times.push(build.as_secs_f64());
        }
        for values in [&mut ratios, &mut bare_times, &mut build_times] {
            values.sort_by(f64::total_cmp);
        }
        println!(
            "{n_pages} pages, {:.1} KB each: bare {:.3} s, build {:.3} s CPU, ratio {:.2} (from {:.2} to {:.2}; medians of {ROUNDS})",
            bytes as f64 / n_pages as f64 / 1_000.0,
            bare_times[ROUNDS / 2],
            build_times[ROUNDS / 2],
            ratios[ROUNDS / 2],
            ratios[0],
            ratios[ROUNDS - 1],
        );
    }

    fn whole_build(root: &Path, folder: &Path) {
        let built = wence::build::build(root, &wence::build::Options::default());
        assert!(!built.has_errors());
        let sources = [root.join("content")];
        let target = wence::output::Target { folder, book_root: root, sources: &sources, home: None };
        wence::output::write(&built.output, &target).expect("a temporary folder can be written");
    }

    /// Reads, parses and writes, and does nothing that makes a site of it.
    fn bare_build(content: &Path, out: &Path) {
        for entry in walkdir::WalkDir::new(content).sort_by_file_name() {
            let entry = entry.expect("a folder just made");
            if !entry.file_type().is_file() {
                continue;
            }
            let text = fs::read_to_string(entry.path()).expect("text just written");
            let mut html = String::with_capacity(text.len() * 2);
            let options = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
            pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(&text, options));
            let path = out.join(entry.path().strip_prefix(content).expect("inside")).with_extension("html");
            fs::create_dir_all(path.parent().expect("inside the folder")).expect("a temporary folder");
            fs::write(path, html).expect("a temporary folder");
        }
    }

    /// Writes the book and answers the bytes of its pages.
    fn write_book(root: &Path, n_pages: usize) -> usize {
        fs::write(root.join("book.toml"), "[book]\ntitle = \"书\"\nlanguage = \"zh-CN\"\n")
            .expect("a temporary folder");
        const SENTENCES: [&str; 6] = [
            "先把订单的规格、数量、单价、付款和交期逐项核一遍，有疑问的地方写下来一次问清。",
            "改动下发以前，要等客户书面确认费用和新交期，**旧版文件收回作废**，各部门签收。",
            "用 ERP 建档，一单一档，状态每天更新，异常当天上报，并写清下一步由谁在哪天做完。",
            "验货分产前、中期、尾期三段，只在出货前验一次，系统性的缺陷已经来不及改了。",
            "按 `AQL 2.5` 抽 200 件，主要缺陷 10 个以内接收，11 个起拒收，判定写进报告。",
            "跟进的频率按风险定：高风险的天天跟，常规的每周跟，节点必跟，见[下一页](page0.md)。",
        ];
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        let mut next = |bound: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % bound as u64) as usize
        };
        let mut bytes = 0;
        for page in 0..n_pages {
            let folder = root.join(format!("content/part{:04}", page / 25));
            fs::create_dir_all(&folder).expect("a temporary folder");
            let mut text = format!("---\ntitle: 第 {page} 页\norder: {}\n---\n\n# 第 {page} 页\n\n", page % 25);
            for section in 1.. {
                text.push_str(&format!("## 小节 {section}\n\n"));
                for _ in 0..3 {
                    let sentences: Vec<&str> = (0..3).map(|_| SENTENCES[next(SENTENCES.len())]).collect();
                    text.push_str(&sentences.concat().replace("page0.md", &format!("page{}.md", page / 25 * 25)));
                    text.push_str("\n\n");
                }
                text.push_str(match section % 3 {
                    0 => "```rust\nfn main() {\n    let total: u32 = (1..=10).map(|n| n * n).sum();\n    println!(\"{total}\");\n}\n```\n\n",
                    1 => "- 项目一\n- 项目二 `code`\n- 项目三\n\n",
                    _ => "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n| 三 | 四 |\n\n",
                });
                if text.len() >= 6_000 {
                    break;
                }
            }
            bytes += text.len();
            fs::write(folder.join(format!("page{page}.md")), text).expect("a temporary folder");
        }
        bytes
    }
}
