use super::*;
use crate::diag::{FileId, Severity};

/// A web that answers from a table, one answer after another, and the last one ever after.
struct Table {
    answers: Mutex<BTreeMap<(Method, &'static str), VecDeque<Answer>>>,
    asked: Mutex<Vec<(Method, String)>>,
    waited: Mutex<Vec<Duration>>,
}

fn status(code: u16) -> Answer {
    Answer::Status { code, retry_after: None }
}

fn silence() -> Answer {
    Answer::Nothing("the time was up".to_owned())
}

impl Table {
    fn new(answers: &[(Method, &'static str, &[Answer])]) -> Table {
        let answers = answers.iter().map(|(method, address, list)| ((*method, *address), list.to_vec().into()));
        Table { answers: Mutex::new(answers.collect()), asked: Mutex::default(), waited: Mutex::default() }
    }

    fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|(method, address)| format!("{method:?} {address}")).collect()
    }
}

impl Web for Table {
    fn ask(&self, method: Method, address: &str) -> Answer {
        self.asked.lock().unwrap().push((method, address.to_owned()));
        let mut answers = self.answers.lock().unwrap();
        let found = answers.iter_mut().find(|((of, known), _)| (*of, *known) == (method, address));
        match found {
            Some((_, list)) if list.len() > 1 => list.pop_front().unwrap(),
            Some((_, list)) => list[0].clone(),
            None => panic!("{method:?} {address} was not to be asked"),
        }
    }

    fn wait(&self, time: Duration) {
        self.waited.lock().unwrap().push(time);
    }
}

fn named(hrefs: &[&'static str]) -> Addresses {
    let span = |at: usize| Span::new(FileId::DETACHED, at..at + 1);
    addresses(hrefs.iter().enumerate().map(|(at, href)| (*href, span(at))), &[])
}

/// Codes with the messages' severities.
fn told(diagnostics: &[Diagnostic]) -> Vec<(&'static str, Severity)> {
    diagnostics.iter().map(|fault| (fault.code.name(), fault.severity)).collect()
}

use Method::{Get, Head};

#[test]
fn addresses_are_those_of_the_web_without_fragments_each_once() {
    let hrefs = [
        "https://a.example/x#y",
        "HTTPS://b.example",
        "mailto:a@b.example",
        "//c.example/?a=1&amp;b=2",
        "https://a.example/x",
        "page.md",
        "tel:1",
    ];
    let found = named(&hrefs);
    let known: Vec<_> = found.iter().map(|(address, places)| (address.as_str(), places.len())).collect();
    assert_eq!(known, [("HTTPS://b.example", 1), ("https://a.example/x", 2), ("https://c.example/?a=1&b=2", 1)]);
    let span = Span::new(FileId::DETACHED, 0..1);
    let ignored = ["https://a.example/".to_owned()];
    assert!(addresses([("https://a.example/x", span)].into_iter(), &ignored).is_empty());
}

#[test]
fn a_head_that_is_not_well_is_asked_again_with_get() {
    let web = Table::new(&[
        (Head, "https://a.example/1", &[status(405)]),
        (Get, "https://a.example/1", &[status(200)]),
        (Head, "https://a.example/2", &[status(404)]),
        (Get, "https://a.example/2", &[status(404)]),
        (Head, "https://a.example/3", &[status(200)]),
    ]);
    let mut cache = Cache::default();
    let found = named(&["https://a.example/1", "https://a.example/2", "https://a.example/3", "https://a.example/2#x"]);
    let diagnostics = check(&found, &mut cache, 1000, &web);
    assert_eq!(told(&diagnostics), [("external-link-broken", Severity::Warning)]);
    assert_eq!(diagnostics[0].message, "<https://a.example/2> leads nowhere: the host answers 404");
    assert_eq!(diagnostics[0].others.len(), 1, "the other place is shown too");
    assert_eq!(*web.waited.lock().unwrap(), [PAUSE, PAUSE], "between questions to one host");
    assert_eq!(cache.links["https://a.example/1"], Found { at: 1000, status: 200 });
}

#[test]
fn what_was_well_is_not_asked_again_within_a_week_and_what_was_not_is() {
    let web = Table::new(&[
        (Head, "https://a.example/1", &[status(200)]),
        (Head, "https://a.example/2", &[status(410)]),
        (Get, "https://a.example/2", &[status(410)]),
    ]);
    let found = named(&["https://a.example/1", "https://a.example/2"]);
    let mut cache = Cache::default();
    check(&found, &mut cache, 1000, &web);
    let mut cache = Cache::decode(&cache.encode());
    web.asked.lock().unwrap().clear();
    assert_eq!(told(&check(&found, &mut cache, 1000 + FRESH - 1, &web)).len(), 1);
    assert_eq!(web.asked(), ["Head https://a.example/2", "Get https://a.example/2"]);
    web.asked.lock().unwrap().clear();
    check(&found, &mut cache, 1000 + FRESH, &web);
    assert_eq!(web.asked().len(), 3);
    // A clock that was wrong is no reason to believe.
    web.asked.lock().unwrap().clear();
    check(&found, &mut cache, 10, &web);
    assert_eq!(web.asked().len(), 3);
    check(&named(&[]), &mut cache, 10, &web);
    assert!(cache.links.is_empty(), "what no page names is let go");
}

#[test]
fn what_may_pass_is_tried_again_and_what_was_well_stays_known() {
    let later = Answer::Status { code: 429, retry_after: Some(Duration::from_secs(5)) };
    let never = Answer::Status { code: 503, retry_after: Some(Duration::from_secs(86_400)) };
    let web = Table::new(&[
        (Head, "https://a.example/", &[later, status(200)]),
        (Head, "https://b.example/", std::slice::from_ref(&never)),
        (Get, "https://b.example/", std::slice::from_ref(&never)),
        (Head, "https://c.example/", &[silence(), silence(), status(204)]),
    ]);
    let found = named(&["https://a.example/", "https://b.example/", "https://c.example/"]);
    let mut cache = Cache::default();
    let diagnostics = check(&found, &mut cache, 1, &web);
    assert_eq!(told(&diagnostics), [("external-link-broken", Severity::Warning)]);
    assert!(diagnostics[0].message.contains("<https://b.example/> leads nowhere: the host answers 503"));
    let mut waited = web.waited.lock().unwrap().clone();
    waited.sort();
    let [first, second] = BEFORE_RETRY;
    assert_eq!(waited, [first, Duration::from_secs(5), second, LONGEST_PAUSE, LONGEST_PAUSE]);

    // Known from earlier, however long ago: said, and no fault.
    cache.links.insert("https://b.example/".to_owned(), Found { at: 0, status: 200 });
    let diagnostics = check(&found, &mut cache, 3 * FRESH, &web);
    assert!(told(&diagnostics).contains(&("external-link-uncertain", Severity::Note)));
    assert_eq!(cache.links["https://b.example/"], Found { at: 0, status: 200 });
}

#[test]
fn a_host_that_does_not_tell_programs_is_no_fault() {
    let web = Table::new(&[
        (Head, "https://a.example/", &[status(403)]),
        (Get, "https://a.example/", &[status(403)]),
        (Head, "https://b.example/", &[Answer::NoAddress("no such port".to_owned())]),
    ]);
    let diagnostics = check(&named(&["https://a.example/", "https://b.example/"]), &mut Cache::default(), 1, &web);
    let expected = [("external-link-uncertain", Severity::Note), ("external-link-broken", Severity::Warning)];
    assert_eq!(told(&diagnostics), expected);
}

#[test]
fn a_machine_without_a_network_is_told_once_and_forgets_nothing() {
    let addresses = ["https://a.example/", "https://b.example/", "https://c.example/", "https://d.example/"];
    let nothing = [silence()];
    let web = Table::new(&addresses.map(|address| (Head, address, &nothing[..])));
    let mut cache = Cache::default();
    cache.links.insert(addresses[0].to_owned(), Found { at: 0, status: 200 });
    let before = cache.clone();
    let diagnostics = check(&named(&addresses), &mut cache, 3 * FRESH, &web);
    assert_eq!(told(&diagnostics), [("web-not-reached", Severity::Error)]);
    assert_eq!(cache, before);
    // Few hosts may well be gone, each of them.
    let diagnostics = check(&named(&addresses[1..]), &mut Cache::default(), 1, &web);
    assert_eq!(told(&diagnostics), [("external-link-broken", Severity::Warning); 3]);
}

#[test]
fn hosts_that_are_gone_are_not_taken_for_a_network_that_is() {
    let addresses = ["https://a.example/", "https://b.example/", "https://c.example/", "https://d.example/"];
    let nothing = [silence()];
    let mut answers: Vec<_> = addresses.iter().map(|address| (Head, *address, &nothing[..])).collect();
    let well = [status(200)];
    answers.push((Head, "https://e.example/", &well));
    let web = Table::new(&answers);
    let mut named_here = addresses.to_vec();
    named_here.push("https://e.example/");
    let mut cache = Cache::default();
    // With the one that is well, and when that is known and not asked again.
    for now in [1, 2] {
        let diagnostics = check(&named(&named_here), &mut cache, now, &web);
        assert_eq!(told(&diagnostics), [("external-link-broken", Severity::Warning); 4], "{now}");
    }
}

#[test]
fn a_host_that_is_gone_is_not_tried_thrice_for_each_of_its_pages() {
    let list: Vec<&'static str> =
        vec!["https://a.example/1", "https://a.example/2", "https://a.example/3", "https://a.example/4"];
    let nothing = [silence()];
    let answers: Vec<_> = list.iter().map(|address| (Head, *address, &nothing[..])).collect();
    let web = Table::new(&answers);
    assert_eq!(check(&named(&list), &mut Cache::default(), 1, &web).len(), 4);
    assert_eq!(web.asked().len(), 3 + 3 + 1 + 1);
}

#[test]
fn a_cache_that_cannot_be_read_is_none() {
    for text in ["", "{", "{\"version\":2,\"links\":{}}", "[]"] {
        assert_eq!(Cache::decode(text), Cache::default());
    }
}

#[test]
fn hosts_are_told_apart_by_port_and_not_by_case() {
    assert_eq!(host("http://A.example:80/x"), "a.example:80");
    assert_eq!(host("https://user@a.example?q"), "a.example");
    assert_eq!(host("https://a.example\\b"), "a.example");
}
