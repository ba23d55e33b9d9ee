//! Fixed answers in, text out: `answers/<name>.json` beside this file, laid out as `answers/<name>.<width>.txt`.
//!
//! `WRITE_GOLDEN=true cargo test -p guidance-cli show` writes the texts anew; read them before they are kept.

use std::{env, fs, path::PathBuf};

use guidance_proto::v1::{AdviseMarketResponse, CompareMarketsResponse, ReviewPlanResponse};
use prost::Message;
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::{json, page::Page, plan::PlanFile, terminal::Terminal};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/show/answers")
}

/// The messages of a file, one a line or one alone.
fn answers<T: Message + Default>(name: &str, message: &str) -> Vec<T> {
    let text = fs::read_to_string(folder().join(format!("{name}.json"))).expect(name);
    let values = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
    values.map(|value| json::read(message, value.expect(name)).expect(name)).collect()
}

fn check(name: &str, lay_out: impl Fn(Terminal) -> String) {
    for width in [80, 120] {
        let text = lay_out(Terminal { width, has_colour: false });
        for line in text.lines() {
            let is_url = line.trim_start().starts_with("http");
            assert!(is_url || line.width() <= width, "{name}: wider than {width}: {line}");
            assert_eq!(line, line.trim_end(), "{name}: blanks at the end");
        }
        let file = folder().join(format!("{name}.{width}.txt"));
        if env::var_os("WRITE_GOLDEN").is_some() {
            fs::write(&file, &text).expect("the text can be written");
        }
        let kept = fs::read_to_string(&file).unwrap_or_default();
        assert!(kept == text, "{name} at {width} columns is laid out differently now:\n{text}");
    }
}

fn lay_out(terminal: Terminal, draw: impl FnOnce(&mut Page)) -> String {
    let mut page = Page::new(terminal);
    draw(&mut page);
    page.into_text()
}

#[test]
fn reviews() {
    let plan = fs::read_to_string(folder().join("plan.yaml")).expect("a plan");
    let places = PlanFile::parse("plan.yaml", &plan).expect("a plan").places;
    for (name, market) in [("review-cn", "CN"), ("review-in-hi", "IN")] {
        let answer: ReviewPlanResponse = answers(name, "marketguidance.v1.ReviewPlanResponse").remove(0);
        check(name, |terminal| {
            lay_out(terminal, |page| review(page, market, &answer, Some(&places), Extent::Whole))
        });
    }
}

#[test]
fn pieces_of_advice() {
    for (name, market) in [("advice-cn-zh", "CN"), ("advice-jp-ja", "JP"), ("advice-kr-ko", "KR")] {
        let answer: AdviseMarketResponse = answers(name, "marketguidance.v1.AdviseMarketResponse").remove(0);
        check(name, |terminal| lay_out(terminal, |page| advice(page, market, &answer, Extent::Whole)));
    }
}

#[test]
fn comparisons() {
    for (name, is_of_plan) in [("compare-plan", true), ("compare-brief", false)] {
        let rows: Vec<CompareMarketsResponse> = answers(name, "marketguidance.v1.CompareMarketsResponse");
        check(name, |terminal| {
            let table = Comparison::new(terminal, is_of_plan);
            let lines: String = rows.iter().map(|row| table.row(row)).collect();
            let below = lay_out(terminal, |page| {
                for row in &rows {
                    details(page, row, None, Extent::Short);
                }
            });
            format!("{}{lines}{below}", table.heading())
        });
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    let answer: ReviewPlanResponse = answers("review-cn", "marketguidance.v1.ReviewPlanResponse").remove(0);
    let plain = |has_colour| {
        lay_out(Terminal { width: 80, has_colour }, |page| review(page, "CN", &answer, None, Extent::Whole))
    };
    let coloured = plain(true);
    let mut pieces = coloured.split("\x1b[");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push_str(piece.split_once('m').expect("an escape ends").1);
    }
    assert!(coloured.contains("\x1b[1;31m"));
    assert_eq!(text, plain(false));
}
