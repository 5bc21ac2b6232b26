//! Tests of the whole: the program as it is run, the guide as it is read, the specifications as they are written.
//! One binary, so that they link once and share what they need.

mod axe;
mod bank;
mod browser;
mod budget;
mod building;
mod checking;
mod cli;
mod colors;
mod comfort;
mod commonmark;
mod contact_sheet;
mod editing;
mod export;
mod faults;
mod found;
mod guide;
mod history;
mod keyboard;
mod layers;
mod layout;
mod live;
mod markdown;
mod markup;
mod matrix;
mod pieces;
mod practice;
mod print_sheet;
mod program;
mod publish;
mod question_pages;
mod reading;
mod search;
mod settings;
mod site;
mod webdriver;
