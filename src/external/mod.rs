//! Addresses outside of the book: whether they still lead somewhere.
//! In: the addresses that pages name, what was found of them earlier ([`Cache`]), and a way to the web ([`Web`]). Out:
//! diagnostics, and the cache as it is then. Opens no connection and reads no clock itself, and is no part of a build: the
//! same book builds alike whatever the web does.
//!
//! Hosts are asked side by side, each of them one address at a time with a pause between. `HEAD` comes first; whatever it
//! says that is not well is asked again with `GET`, since many hosts answer it wrongly, unless it is that we ask too much. What may pass (a host that does not
//! answer, 429, 5xx) is asked again after a while.

mod cache;
#[cfg(test)]
mod tests;

pub use cache::{Cache, Found};

use crate::diag::{Diagnostic, Place, Span, codes};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::Duration;

/// What was found stays true for so long, in seconds: a week.
const FRESH: u64 = 7 * 24 * 60 * 60;

/// Between two questions to one host.
const PAUSE: Duration = Duration::from_millis(500);

/// Before the second and the third try, where the host does not say itself.
const BEFORE_RETRY: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(8)];

/// A host may ask for so long a pause and no longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Most hosts that are asked at one time.
const MOST_HOSTS: usize = 16;

/// Where so many hosts are silent and none answers, it is more likely that this machine has no network than that all are gone.
const HOSTS_OF_SILENCE: usize = 4;

/// How an address is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    Head,
    Get,
}

/// What came back, redirects followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Status {
        code: u16,
        /// What the host asks to wait, by `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// Nobody answered: why, in the words of whoever asked.
    Nothing(String),
    /// It is no address that can be asked.
    NoAddress(String),
}

/// A way to the web.
pub trait Web: Sync {
    fn ask(&self, method: Method, address: &str) -> Answer;
    fn wait(&self, time: Duration);
}

/// Addresses without their fragments, each with the places that name it.
pub type Addresses = BTreeMap<String, Vec<Span>>;

/// The addresses of the web among what pages link to and show. `ignored` are beginnings of those that are not asked for.
pub fn addresses<'a>(links: impl Iterator<Item = (&'a str, Span)>, ignored: &[String]) -> Addresses {
    let mut addresses = Addresses::new();
    for (href, span) in links {
        let address = href.split('#').next().unwrap_or("").trim().replace("&amp;", "&");
        let address = if address.starts_with("//") { format!("https:{address}") } else { address };
        if is_of_web(&address) && !ignored.iter().any(|start| address.starts_with(start.as_str())) {
            addresses.entry(address).or_default().push(span);
        }
    }
    for places in addresses.values_mut() {
        places.sort_unstable_by_key(|span| (span.file, span.start));
        places.dedup();
    }
    addresses
}

fn is_of_web(address: &str) -> bool {
    let has = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    has("http://") || has("https://")
}

/// The host with its port, in lower case.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '\\']).next().unwrap_or("");
    authority.rsplit('@').next().unwrap_or("").to_ascii_lowercase()
}

/// Asks for all addresses of which nothing fresh is known, and tells of those that lead nowhere. `now` is in seconds since
/// 1970. The cache keeps what is known of these addresses and of no others.
pub fn check(addresses: &Addresses, cache: &mut Cache, now: u64, web: &dyn Web) -> Vec<Diagnostic> {
    let is_fresh = |found: &Found| found.is_well() && found.at <= now && now - found.at < FRESH;
    let stale = addresses.keys().filter(|address| !cache.links.get(*address).is_some_and(is_fresh));
    let mut by_host: BTreeMap<String, VecDeque<&str>> = BTreeMap::new();
    for address in stale {
        by_host.entry(host(address)).or_default().push_back(address);
    }
    let n_hosts = by_host.len();
    let answers = ask_all(by_host, web);
    let mut diagnostics = Vec::new();
    let nobody = answers.values().all(|answer| matches!(answer, Answer::Nothing(_)));
    // Those that were well lately have not been asked; one of them tells whether the web is there.
    let is_there = || {
        let mut known = addresses.keys().filter(|address| cache.links.get(*address).is_some_and(is_fresh));
        known.next().is_some_and(|address| !matches!(web.ask(Method::Head, address), Answer::Nothing(_)))
    };
    if nobody && n_hosts >= HOSTS_OF_SILENCE && !is_there() {
        let message = format!("none of {n_hosts} hosts could be reached");
        let fault = Diagnostic::error(codes::WEB_NOT_REACHED, Place::Book, message);
        diagnostics.push(fault.help("is this machine connected, and does it need a proxy (`HTTPS_PROXY`)?"));
        return diagnostics;
    }
    for (address, answer) in answers {
        let known = cache.links.get(&address).copied();
        let code = match &answer {
            Answer::Status { code, .. } => Some(*code),
            Answer::Nothing(_) | Answer::NoAddress(_) => None,
        };
        let found = Found { at: now, status: code.unwrap_or(0) };
        let places = &addresses[&address];
        match verdict(&answer) {
            Verdict::Well => {
                cache.links.insert(address, found);
            }
            // What was well and may be so again stays known.
            Verdict::Passing(words) if known.is_some_and(|known| known.is_well()) => {
                diagnostics.extend(tell(codes::EXTERNAL_LINK_UNCERTAIN, places, &address, &words));
            }
            Verdict::Guarded(words) => {
                diagnostics.extend(tell(codes::EXTERNAL_LINK_UNCERTAIN, places, &address, &words));
            }
            Verdict::Passing(words) | Verdict::Broken(words) => {
                cache.links.insert(address.clone(), found);
                diagnostics.extend(tell(codes::EXTERNAL_LINK_BROKEN, places, &address, &words));
            }
        }
    }
    cache.links.retain(|address, _| addresses.contains_key(address));
    diagnostics
}

/// What an answer says of the address.
enum Verdict {
    Well,
    /// It may be otherwise tomorrow.
    Passing(String),
    /// The host does not tell programs.
    Guarded(String),
    Broken(String),
}

fn verdict(answer: &Answer) -> Verdict {
    match answer {
        Answer::Status { code: 200..=399, .. } => Verdict::Well,
        // What asks for a name, a fee or a person, and 999, as LinkedIn answers programs.
        Answer::Status { code: code @ (401..=403 | 407 | 451 | 999), .. } => {
            Verdict::Guarded(format!("the host answers {code}: it does not tell programs"))
        }
        Answer::Status { code: code @ (408 | 425 | 429 | 500..=599), .. } => {
            Verdict::Passing(format!("the host answers {code}"))
        }
        Answer::Status { code, .. } => Verdict::Broken(format!("the host answers {code}")),
        Answer::Nothing(words) => Verdict::Passing(words.clone()),
        Answer::NoAddress(words) => Verdict::Broken(words.clone()),
    }
}

/// One message for an address, which shows all places that name it.
fn tell(code: crate::diag::Code, places: &[Span], address: &str, words: &str) -> Option<Diagnostic> {
    let (first, others) = places.split_first()?;
    let fault = match code == codes::EXTERNAL_LINK_UNCERTAIN {
        true => Diagnostic::note(code, *first, format!("nothing certain is known of <{address}>: {words}")),
        false => Diagnostic::warning(code, *first, format!("<{address}> leads nowhere: {words}"))
            .help("mend or replace it; `ignore-external` in `[check]` leaves out addresses by how they begin"),
    };
    Some(others.iter().fold(fault, |fault, place| fault.other(*place, "and here")))
}

/// Asks hosts side by side. Answers by address.
fn ask_all(by_host: BTreeMap<String, VecDeque<&str>>, web: &dyn Web) -> BTreeMap<String, Answer> {
    let n_threads = by_host.len().min(MOST_HOSTS);
    let hosts = Mutex::new(by_host.into_values().collect::<Vec<_>>());
    let answers = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let Some(addresses) = hosts.lock().expect("no holder panics").pop() else { return };
            let mut was_silent = 0;
            for (at, address) in addresses.into_iter().enumerate() {
                if at > 0 {
                    web.wait(PAUSE);
                }
                // A host that is gone need not be found gone for each of its pages.
                let tries = if was_silent >= 2 { 1 } else { 1 + BEFORE_RETRY.len() };
                let answer = ask(address, tries, web);
                was_silent = if matches!(answer, Answer::Nothing(_)) { was_silent + 1 } else { 0 };
                answers.lock().expect("no holder panics").insert(address.to_owned(), answer);
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (1..n_threads).map_while(|_| std::thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
        work();
        drop(threads);
    });
    answers.into_inner().expect("no holder panics")
}

/// Asks for one address, again if the answer may pass.
fn ask(address: &str, tries: usize, web: &dyn Web) -> Answer {
    let mut pauses = BEFORE_RETRY.iter();
    for left in (0..tries).rev() {
        let mut answer = web.ask(Method::Head, address);
        // Who asks for patience is not asked once more at once.
        if matches!(answer, Answer::Status { code: 400..=428 | 430.., .. }) {
            answer = web.ask(Method::Get, address);
        }
        if left == 0 || !matches!(verdict(&answer), Verdict::Passing(_)) {
            return answer;
        }
        let own = pauses.next().copied().unwrap_or_default();
        let asked = match &answer {
            Answer::Status { retry_after, .. } => retry_after.unwrap_or(own).max(own),
            Answer::Nothing(_) | Answer::NoAddress(_) => own,
        };
        web.wait(asked.min(LONGEST_PAUSE));
    }
    Answer::Nothing("nobody was asked".to_owned())
}
