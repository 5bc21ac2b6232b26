//! Tests of the whole: the program as it is run, the guide as it is read, the specifications as they are written.
//! One binary, so that they link once and share what they need.

mod browser;
mod building;
mod cli;
mod commonmark;
mod guide;
mod markdown;
mod program;
mod webdriver;
