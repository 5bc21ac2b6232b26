//! The web, for `check --external`.
//! In: addresses. Out: what their hosts answer. Reads no page: the status is all that is asked for. Only in programs that are
//! built with the feature `linkcheck`, as the released ones are.

use crate::external::{Answer, Method, Web};
use std::time::Duration;
use ureq::Agent;

/// For one question, redirects included.
const PATIENCE: Duration = Duration::from_secs(20);

/// As many as browsers follow, and some more.
const MOST_REDIRECTS: u32 = 20;

pub(super) struct Hosts {
    agent: Agent,
}

impl Hosts {
    pub fn new() -> Hosts {
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(MOST_REDIRECTS)
            .user_agent(concat!("Mozilla/5.0 (compatible; Wence/", env!("CARGO_PKG_VERSION"), "; link check)"))
            .build();
        Hosts { agent: config.into() }
    }
}

impl Web for Hosts {
    fn ask(&self, method: Method, address: &str) -> Answer {
        // As a browser reads it: names of hosts and other characters than ASCII are encoded.
        let address = match url::Url::parse(address) {
            Ok(address) => address,
            Err(error) => return Answer::NoAddress(format!("it is no address: {error}")),
        };
        let request = match method {
            Method::Head => self.agent.head(address.as_str()),
            Method::Get => self.agent.get(address.as_str()),
        };
        match request.header("Accept", "*/*").call() {
            Ok(response) => {
                let headers = response.headers();
                let retry_after = headers.get("retry-after").and_then(|value| value.to_str().ok()?.trim().parse().ok());
                Answer::Status { code: response.status().as_u16(), retry_after: retry_after.map(Duration::from_secs) }
            }
            Err(error @ (ureq::Error::BadUri(_) | ureq::Error::Http(_))) => {
                Answer::NoAddress(format!("it is no address: {error}"))
            }
            Err(ureq::Error::TooManyRedirects) => Answer::NoAddress("it leads in a circle".to_owned()),
            Err(ureq::Error::HostNotFound) => Answer::Nothing("there is no such host".to_owned()),
            Err(error) => Answer::Nothing(error.to_string()),
        }
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
