//! A small WebDriver client: as much of the W3C recommendation (<https://www.w3.org/TR/webdriver2/>) as the tests need, and
//! three commands of ChromeDriver's own. JSON over HTTP on loopback; the driver and its browser end with the value.

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

/// A browser with one window.
pub struct Browser {
    driver: Child,
    address: String,
    session: String,
    /// The browser's settings, empty at the start.
    _profile: TempDir,
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
        let mut command = Command::new(&program);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = command.spawn().unwrap_or_else(|error| panic!("cannot start {program}: {error}"));
        let mut said = BufReader::new(driver.stdout.take().expect("it is piped"));
        let mut line = String::new();
        let port = loop {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "{program} ended without a word on its port");
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim().trim_end_matches('.').parse::<u16>().expect("a port is a number");
            }
        };
        // What it says later is read on, or a full pipe would stop it.
        std::thread::spawn(move || io::copy(&mut said, &mut io::sink()));
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
            "--window-size=1280,900",
            &format!("--user-data-dir={}", browser._profile.path().display()),
        ];
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": self::program("CHROME", &BROWSERS), "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        }}});
        let session = browser.call("POST", "/session", &capabilities);
        browser.session = session["sessionId"].as_str().expect("a new session has an id").to_owned();
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

    /// Runs the body of a function in the page and answers what it returns. `arguments` is an array.
    pub fn script(&self, body: &str, arguments: Value) -> Value {
        self.command("execute/sync", &json!({ "script": body, "args": arguments }))
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
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size);
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

    /// The visible part of the page as a PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        let encoded = self.call("GET", &format!("/session/{}/screenshot", self.session), &Value::Null);
        decode_base64(encoded.as_str().expect("a picture comes as text"))
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

    pub fn click(&self) {
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
    browser.open(&url);
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
    assert!(browser.screenshot().starts_with(b"\x89PNG\r\n"));
    browser.allow_scripts(false);
    browser.open(&url);
    browser.find("button").click();
    assert_eq!(browser.console(), [] as [&str; 0]);
}
