//! A small WebDriver client: as much of the W3C recommendation (<https://www.w3.org/TR/webdriver2/>) as the tests need, and
//! three commands of ChromeDriver's own. JSON over HTTP on loopback; the driver and its browser end with the value.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The key under which an element's id travels (WebDriver §12, "web element identifier").
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// No command of ours takes nearly as long; a hung browser must not hang the tests.
const PATIENCE: Duration = Duration::from_secs(60);

/// Names under which systems install the browser and its driver; `tests/run` names the ones it found.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DRIVERS: [&str; 1] = ["chromedriver"];

/// Code points of special keys (WebDriver §17.4.2).
pub const TAB: &str = "\u{E004}";
pub const ENTER: &str = "\u{E007}";
pub const ESCAPE: &str = "\u{E00C}";
pub const END: &str = "\u{E010}";
pub const HOME: &str = "\u{E011}";
pub const DOWN: &str = "\u{E015}";
pub const LEFT: &str = "\u{E012}";
pub const RIGHT: &str = "\u{E014}";
pub const UP: &str = "\u{E013}";
pub const PAGE_UP: &str = "\u{E00E}";
pub const PAGE_DOWN: &str = "\u{E00F}";
pub const DELETE: &str = "\u{E017}";
pub const CONTROL: &str = "\u{E009}";
pub const META: &str = "\u{E03D}";

/// A browser with one window.
pub struct Browser {
    driver: Child,
    address: String,
    session: String,
    /// The browser's settings, empty at the start.
    _profile: TempDir,
}

/// One file that a page asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub url: String,
    /// Why it did not come: an error of the net or an HTTP status of 400 and above.
    pub failure: Option<String>,
}

/// An element of the page shown when it was found.
pub struct Element<'b> {
    browser: &'b Browser,
    id: String,
}

impl Browser {
    /// Starts a driver on a free port and a browser without a window on the screen.
    ///
    /// # Panics
    /// Here as everywhere in this module, with words on what was tried, if the browser does not do as it is told.
    pub fn start() -> Browser {
        let profile = tempfile::tempdir().expect("the system has a folder for temporary files");
        let program = program("CHROMEDRIVER", &DRIVERS);
        // Of many drivers that start at once, two may reach for the same free port: the one that comes late ends at once.
        let started = (0..3).find_map(|_| start_driver(&program));
        let (driver, port) =
            started.unwrap_or_else(|| panic!("{program} ended three times without a word on its port"));
        let address = format!("127.0.0.1:{port}");
        let mut browser = Browser { driver, address, session: String::new(), _profile: profile };
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // What moves is never where it was looked for.
            "--force-prefers-reduced-motion",
            "--window-size=1280,900",
            &format!("--user-data-dir={}", browser._profile.path().display()),
        ];
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {
                "binary": self::program("CHROME", &BROWSERS),
                "args": arguments,
                // Else it begins with a page of its own, hundreds of files and words on the console.
                "prefs": { "session.restore_on_startup": 4, "session.startup_urls": ["about:blank"] },
                "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
            },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        }}});
        let session = browser.call("POST", "/session", &capabilities);
        browser.session = session["sessionId"].as_str().expect("a new session has an id").to_owned();
        // A window without a screen is never in front, and pages without the focus may not write to the clipboard.
        browser.devtools("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
        browser
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_call(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    fn try_call(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let exchange = || -> io::Result<(u16, String)> {
            let mut stream = TcpStream::connect(&self.address)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            let length = body.len();
            let head = format!(
                "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n",
                self.address
            );
            stream.write_all(head.as_bytes())?;
            stream.write_all(body.as_bytes())?;
            read_response(&mut BufReader::new(stream))
        };
        let (_, text) = exchange().map_err(|error| error.to_string())?;
        let mut answer: Value = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
        let value = answer["value"].take();
        match value.get("error").and_then(Value::as_str) {
            Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or(""))),
            None => Ok(value),
        }
    }

    fn command(&self, name: &str, body: &Value) -> Value {
        self.call("POST", &format!("/session/{}/{name}", self.session), body)
    }

    /// Loads an address and waits until it is loaded. The driver alone answers too early now and then, while a large file is
    /// still being parsed.
    pub fn open(&self, url: &str) {
        self.command("url", &json!({ "url": url }));
        let deadline = Instant::now() + PATIENCE;
        let state = json!({ "expression": "document.readyState", "returnByValue": true });
        while self.devtools("Runtime.evaluate", state.clone())["result"]["value"] != "complete" {
            assert!(Instant::now() < deadline, "{url}: never loaded");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Goes back by one page. The driver may run a script again whose page goes away beneath it, so `history.back()` in one
    /// can go back by two.
    pub fn back(&self) {
        self.command("back", &json!({}));
    }

    /// Runs the body of a function in the page and answers what it returns. `arguments` is an array.
    pub fn script(&self, body: &str, arguments: Value) -> Value {
        self.command("execute/sync", &json!({ "script": body, "args": arguments }))
    }

    /// The same for a body that returns an array of texts.
    pub fn texts(&self, body: &str, arguments: Value) -> Vec<String> {
        texts(&self.script(body, arguments))
    }

    /// What an expression is worth in the page. A promise is waited for, which needs scripts to be allowed.
    pub fn evaluate(&self, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.devtools("Runtime.evaluate", parameters);
        let thrown = &answer["exceptionDetails"];
        assert!(thrown.is_null(), "{}: {thrown}", expression.chars().take(200).collect::<String>());
        answer["result"]["value"].take()
    }

    /// The same for a number.
    pub fn number(&self, expression: &str) -> f64 {
        let value = self.evaluate(expression);
        value.as_f64().unwrap_or_else(|| panic!("`{expression}` is {value} and not a number"))
    }

    /// Waits until a page is loaded whose address ends so.
    #[track_caller]
    pub fn wait_for_page(&self, path: &str) {
        self.wait_for_loaded(&format!("location.pathname.endsWith('{path}')"));
    }

    /// Waits for a page of which the expression is true and whose `load` event is over: until then the browser may take another
    /// navigation for a part of this one. The expression must be false on the page that is left.
    #[track_caller]
    pub fn wait_for_loaded(&self, expression: &str) {
        self.wait_for(&format!("performance.getEntriesByType('navigation')[0].loadEventEnd > 0 && ({expression})"));
    }

    /// Waits until the expression, of which the page must be capable at any time, is true.
    #[track_caller]
    pub fn wait_for(&self, expression: &str) {
        let deadline = Instant::now() + PATIENCE / 3;
        let body = format!("return Boolean({expression})");
        while self.script(&body, json!([])) != true {
            if Instant::now() >= deadline {
                let place = self.script("return `${location.href}, entry of ${history.length}`", json!([]));
                panic!("`{expression}` never came true at {place}");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Has a script run in every page loaded from now on, before anything of the page's own.
    pub fn run_first(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    /// The tab that all else speaks of.
    pub fn tab(&self) -> String {
        let tab = self.call("GET", &format!("/session/{}/window", self.session), &Value::Null);
        tab.as_str().expect("a tab has a name").to_owned()
    }

    /// Opens a tab, empty, and speaks of it from then on. Answers its name.
    pub fn open_tab(&self) -> String {
        let tab = self.command("window/new", &json!({ "type": "tab" }))["handle"].take();
        let tab = tab.as_str().expect("a tab has a name").to_owned();
        self.switch_to(&tab);
        tab
    }

    pub fn switch_to(&self, tab: &str) {
        self.command("window", &json!({ "handle": tab }));
        // A tab behind another draws nothing, and what waits for a frame waits for good.
        self.devtools("Page.bringToFront", json!({}));
        self.devtools("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
    }

    /// Presses and releases keys one after the other, whatever has the focus.
    pub fn press(&self, keys: &[&str]) {
        let stroke =
            |key: &&str| [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })];
        let strokes: Vec<_> = keys.iter().flat_map(stroke).collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.command("actions", &json!({ "actions": [keyboard] }));
    }

    /// Presses a key while another is held down.
    pub fn press_with(&self, held: &str, key: &str) {
        let action = |kind: &str, key: &str| json!({ "type": kind, "value": key });
        let strokes = [action("keyDown", held), action("keyDown", key), action("keyUp", key), action("keyUp", held)];
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.command("actions", &json!({ "actions": [keyboard] }));
    }

    /// Puts a text where the caret is, all at once, as an input method does when a word is chosen.
    pub fn insert(&self, text: &str) {
        self.devtools("Input.insertText", json!({ "text": text }));
    }

    /// Windows and tabs there are.
    pub fn n_windows(&self) -> usize {
        let handles = self.call("GET", &format!("/session/{}/window/handles", self.session), &Value::Null);
        handles.as_array().expect("windows come as an array").len()
    }

    /// Waits until there are so many windows and tabs.
    #[track_caller]
    pub fn wait_for_windows(&self, n: usize) {
        let deadline = Instant::now() + PATIENCE / 3;
        while self.n_windows() != n {
            assert!(Instant::now() < deadline, "there are {} windows and never {n}", self.n_windows());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The first element that the selector finds.
    pub fn find(&self, selector: &str) -> Element<'_> {
        let found = self.command("element", &json!({ "using": "css selector", "value": selector }));
        Element { browser: self, id: element_id(&found) }
    }

    /// All elements that the selector finds, in the page's order.
    pub fn find_all(&self, selector: &str) -> Vec<Element<'_>> {
        let found = self.command("elements", &json!({ "using": "css selector", "value": selector }));
        let found = found.as_array().expect("elements come as an array");
        found.iter().map(|element| Element { browser: self, id: element_id(element) }).collect()
    }

    /// Sizes the page in CSS pixels, also smaller than a window can be.
    pub fn resize(&self, width: u32, height: u32) {
        self.resize_zoomed(width, height, 1);
    }

    /// The same, in a window of `zoom` times as many pixels: what is left of it for the page at that zoom.
    pub fn resize_zoomed(&self, width: u32, height: u32, zoom: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": zoom, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size);
    }

    /// Sets the medium, `screen` or `print`, and media features such as `("prefers-color-scheme", "dark")`. All others are as
    /// at the start again.
    pub fn emulate(&self, medium: &str, features: &[(&str, &str)]) {
        let feature = |(name, value): &(&str, &str)| json!({ "name": name, "value": value });
        let features: Vec<_> = features.iter().map(feature).collect();
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": medium, "features": features }));
    }

    /// Makes the window one of a phone: a finger instead of a mouse. For the pages loaded from now on.
    pub fn use_finger(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": true });
        self.devtools("Emulation.setDeviceMetricsOverride", size);
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 5 }));
    }

    /// Whether scripts of pages loaded from now on run.
    pub fn allow_scripts(&self, allowed: bool) {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": !allowed }));
    }

    /// A command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.command("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// What the console has got since this was last asked: a line an entry.
    pub fn console(&self) -> Vec<String> {
        let entries = self.command("se/log", &json!({ "type": "browser" }));
        let entries = entries.as_array().expect("a log is an array");
        entries.iter().map(|entry| format!("{}: {}", entry["level"], entry["message"])).collect()
    }

    /// The files that pages have asked for since this was last asked, in that order, without those that pages hold in
    /// themselves.
    pub fn requests(&self) -> Vec<Request> {
        let entries = self.command("se/log", &json!({ "type": "performance" }));
        let mut requests: Vec<Request> = Vec::new();
        let mut place: BTreeMap<String, usize> = BTreeMap::new();
        for entry in entries.as_array().expect("a log is an array") {
            let event: Value = serde_json::from_str(entry["message"].as_str().expect("an entry is text")).unwrap();
            let (method, event) = (&event["message"]["method"], &event["message"]["params"]);
            let id = event["requestId"].as_str().unwrap_or_default();
            let failure = match method.as_str().unwrap_or_default() {
                "Network.requestWillBeSent" => {
                    let url = event["request"]["url"].as_str().expect("a request has an address");
                    if !url.starts_with("data:") {
                        place.insert(id.to_owned(), requests.len());
                        requests.push(Request { url: url.to_owned(), failure: None });
                    }
                    continue;
                }
                "Network.responseReceived" => event["response"]["status"]
                    .as_u64()
                    .filter(|status| *status >= 400)
                    .map(|status| status.to_string()),
                "Network.loadingFailed" => Some(event["errorText"].to_string()),
                _ => None,
            };
            if let (Some(failure), Some(&at)) = (failure, place.get(id)) {
                requests[at].failure.get_or_insert(failure);
            }
        }
        requests
    }

    /// The visible part of the page as a PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        let encoded = self.call("GET", &format!("/session/{}/screenshot", self.session), &Value::Null);
        decode_base64(encoded.as_str().expect("a picture comes as text"))
    }

    /// The page as a PNG, all of it down to a height in CSS pixels.
    pub fn long_screenshot(&self, height: u32) -> Vec<u8> {
        let size = self.evaluate("({ width: innerWidth, height: document.documentElement.scrollHeight })");
        let height = size["height"].as_u64().unwrap_or(0).min(u64::from(height));
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": height, "scale": 1 });
        let parameters = json!({ "clip": clip, "captureBeyondViewport": true });
        let encoded = self.devtools("Page.captureScreenshot", parameters);
        decode_base64(encoded["data"].as_str().expect("a picture comes as text"))
    }

    /// The page printed on A4 as a PDF.
    pub fn print(&self) -> Vec<u8> {
        let parameters = json!({ "paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": true });
        let encoded = self.devtools("Page.printToPDF", parameters);
        decode_base64(encoded["data"].as_str().expect("a file comes as text"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // Ends the browser; killing the driver alone would leave it running.
            let _ = self.try_call("DELETE", &format!("/session/{}", self.session), &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Element<'_> {
    fn command(&self, name: &str, body: &Value) -> Value {
        self.browser.command(&format!("element/{}/{name}", self.id), body)
    }

    /// Clicks in its middle, where nothing that stays on the screen covers it.
    pub fn click(&self) {
        let element = json!([{ ELEMENT: self.id }]);
        self.browser.script("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", element);
        self.command("click", &json!({}));
    }

    /// Types; special keys are the code points of WebDriver §17.4.2, such as U+E007 for Enter.
    pub fn keys(&self, text: &str) {
        self.command("value", &json!({ "text": text }));
    }

    /// The text as it is shown.
    pub fn text(&self) -> String {
        let path = format!("/session/{}/element/{}/text", self.browser.session, self.id);
        self.browser.call("GET", &path, &Value::Null).as_str().unwrap_or("").to_owned()
    }

    pub fn attribute(&self, name: &str) -> Option<String> {
        let path = format!("/session/{}/element/{}/attribute/{name}", self.browser.session, self.id);
        self.browser.call("GET", &path, &Value::Null).as_str().map(str::to_owned)
    }
}

/// The texts of an array.
pub fn texts(value: &Value) -> Vec<String> {
    let values = value.as_array().expect("the page answers with an array");
    values.iter().map(|text| text.as_str().expect("of texts").to_owned()).collect()
}

/// The driver and the port it listens on; none if it ended before it said so.
fn start_driver(program: &str) -> Option<(Child, u16)> {
    let mut command = Command::new(program);
    command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut driver = command.spawn().unwrap_or_else(|error| panic!("cannot start {program}: {error}"));
    let mut said = BufReader::new(driver.stdout.take().expect("it is piped"));
    let mut line = String::new();
    let port = loop {
        line.clear();
        if said.read_line(&mut line).unwrap_or(0) == 0 {
            let _ = driver.wait();
            return None;
        }
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            break port.trim().trim_end_matches('.').parse::<u16>().expect("a port is a number");
        }
    };
    // What it says later is read on, or a full pipe would stop it.
    std::thread::spawn(move || io::copy(&mut said, &mut io::sink()));
    Some((driver, port))
}

fn element_id(value: &Value) -> String {
    value[ELEMENT].as_str().expect("an element has an id").to_owned()
}

/// The path that the variable holds, else that of the first of the names found on the search path.
fn program(variable: &str, names: &[&str]) -> String {
    if let Ok(program) = std::env::var(variable) {
        return program;
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let paths = names.iter().flat_map(|name| std::env::split_paths(&folders).map(move |folder| folder.join(name)));
    let found = paths.into_iter().find(|path| path.is_file()).and_then(|path| path.into_os_string().into_string().ok());
    found.unwrap_or_else(|| {
        panic!("no {} on this machine: `./tests/run` installs what the tests need", names.join(" or "))
    })
}

/// Status and body of an HTTP/1.1 response that names its length or ends with the connection (RFC 9112 §6.3).
pub fn read_response(stream: &mut impl BufRead) -> io::Result<(u16, String)> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| io::Error::other(format!("no HTTP status in `{}`", line.trim_end())))?;
    let mut length = None;
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse::<u64>().ok();
        }
    }
    let mut body = Vec::new();
    match length {
        Some(length) => stream.take(length).read_to_end(&mut body)?,
        None => stream.read_to_end(&mut body)?,
    };
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}

/// RFC 4648 §4. Anything outside the alphabet, padding included, is passed over.
fn decode_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut n_bits) = (0u32, 0);
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        (bits, n_bits) = (bits << 6 | u32::from(digit), n_bits + 6);
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits) as u8);
        }
    }
    bytes
}

#[test]
fn base64_is_decoded_with_and_without_padding() {
    assert_eq!(decode_base64("Zm9vYmFy"), b"foobar");
    assert_eq!(decode_base64("Zm9vYg=="), b"foob");
    assert_eq!(decode_base64(""), b"");
}

/// The tests of pages rest on these: that a fault on the console is heard above all.
#[test]
fn the_browser_does_as_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let html = "<title>t</title><h1 class='問'>试</h1><input><button onclick='console.error(`said`)'>b</button><script>h = 1</script>";
    std::fs::write(&page, format!("<!doctype html><meta charset=utf-8>{html}")).unwrap();
    let url = format!("file://{}", page.display());
    let browser = Browser::start();
    assert_eq!(browser.requests(), []);
    browser.run_first("first = document.readyState");
    browser.open(&url);
    assert_eq!(browser.evaluate("Promise.resolve(first)"), "loading");
    assert_eq!(browser.requests(), [Request { url: url.clone(), failure: None }]);
    assert_eq!(browser.find("h1").text(), "试");
    assert_eq!(browser.find_all("h1, input").len(), 2);
    assert_eq!(browser.find("h1").attribute("class").as_deref(), Some("問"));
    assert_eq!(browser.console(), [] as [&str; 0]);
    browser.find("button").click();
    assert!(matches!(browser.console().as_slice(), [entry] if entry.contains("said")));
    browser.find("input").keys("答案");
    assert_eq!(browser.script("return document.querySelector('input').value + arguments[0]", json!(["!"])), "答案!");
    browser.resize(320, 600);
    assert_eq!(browser.script("return innerWidth", json!([])), 320);
    browser.emulate("print", &[("prefers-color-scheme", "dark")]);
    assert_eq!(browser.evaluate("matchMedia('print and (prefers-color-scheme: dark)').matches"), true);
    browser.emulate("", &[]);
    assert_eq!(browser.evaluate("matchMedia('print').matches"), false);
    assert!(browser.screenshot().starts_with(b"\x89PNG\r\n"));
    assert!(browser.print().starts_with(b"%PDF-"));
    browser.evaluate("document.activeElement.blur(), addEventListener('keydown', (event) => { last = event.key })");
    browser.press(&["x", ESCAPE]);
    browser.wait_for("last === 'Escape'");
    browser
        .evaluate("new Promise((done) => { const image = new Image(); image.onerror = done; image.src = 'gone.png' })");
    assert!(matches!(browser.requests().as_slice(), [Request { failure: Some(_), .. }]));
    assert!(matches!(browser.console().as_slice(), [entry] if entry.contains("gone.png")));
    browser.use_finger(390, 844);
    browser.open(&url);
    assert_eq!(browser.evaluate("matchMedia('(pointer: coarse)').matches"), true);
    browser.requests();
    browser.allow_scripts(false);
    browser.open(&url);
    browser.find("button").click();
    assert_eq!(browser.console(), [] as [&str; 0]);
}
