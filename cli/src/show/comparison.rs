//! A comparison: a table that fills as the markets answer, then what each has to say.

use guidance_proto::v1::{
    CallStatus, CompareMarketsResponse, Finding, Outcome, ReviewPlanResponse, Severity, Verdict,
    compare_markets_response::Result as Row,
};
use prost::Message as _;
use tonic::{Code, Status};

use super::{
    advice::{advice, best},
    review::{Extent, review, score},
    words::{authority, verdict},
};
use crate::{
    gateway,
    page::{Ink, Page, clean, cut},
    plan::Places,
    table::{Align, padded},
    terminal::Terminal,
};

/// Which table it is: each has columns of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Comparison {
    terminal: Terminal,
    is_of_plan: bool,
}

/// Widths of the columns before the last, which takes what is left.
const OF_PLAN: [(&str, usize, Align); 6] = [
    ("MARKET", 6, Align::Left),
    ("VERDICT", 15, Align::Left),
    ("SCORE", 5, Align::Right),
    ("BROKEN", 6, Align::Right),
    ("OPEN", 4, Align::Right),
    ("KEPT", 4, Align::Right),
];
const OF_BRIEF: [(&str, usize, Align); 3] =
    [("MARKET", 6, Align::Left), ("RULES", 5, Align::Right), ("STRONGEST RULE", 32, Align::Left)];

// === impl Comparison ===

impl Comparison {
    /// The table of a plan's reviews, or of advice.
    pub(crate) fn new(terminal: Terminal, is_of_plan: bool) -> Self {
        Self { terminal, is_of_plan }
    }

    /// The line above all rows.
    pub(crate) fn heading(self) -> String {
        let cells = self.columns().iter().map(|(title, _, _)| ((*title).to_owned(), Ink::Strong)).collect();
        let last = if self.is_of_plan { "WHY" } else { "BEST CHANNELS" };
        self.line(cells, last, Ink::Strong)
    }

    /// The line of one market.
    pub(crate) fn row(self, row: &CompareMarketsResponse) -> String {
        let market = (row.market.clone(), Ink::Strong);
        match &row.result {
            Some(Row::Review(answer)) => {
                let (word, ink, _) = verdict(answer.verdict());
                let counts = answer.counts.unwrap_or_default();
                let count = |number: u32| (number.to_string(), Ink::Plain);
                let open = counts.cannot_tell + counts.error;
                let score = match score(answer.score.as_ref()) {
                    none if none.is_empty() => "-".to_owned(),
                    score => score,
                };
                let cells = vec![
                    market,
                    (word.to_owned(), ink),
                    (score, Ink::Plain),
                    count(counts.fail),
                    count(open),
                    count(counts.pass),
                ];
                self.line(cells, &why_so(answer), Ink::Plain)
            }
            Some(Row::Advice(answer)) => {
                let strongest = answer.binding_rules.first();
                let strongest =
                    strongest.map(|rule| format!("{}: {}", authority(rule.authority()), rule.title));
                let cells = vec![
                    market,
                    ((answer.binding_rules.len() + answer.cultural_rules.len()).to_string(), Ink::Plain),
                    (strongest.unwrap_or_else(|| "-".to_owned()), Ink::Plain),
                ];
                self.line(cells, &best(&answer.channels, self.left()), Ink::Plain)
            }
            Some(Row::Status(status)) => self.no_answer(market, &status.message),
            None => self.no_answer(market, "its answer is of a kind that this program does not know"),
        }
    }

    /// The row of a market that did not answer says so where an answer would say its first word.
    fn no_answer(self, market: (String, Ink), reason: &str) -> String {
        let empty = |number: usize| std::iter::repeat_n((String::new(), Ink::Plain), number);
        let said = ("no answer".to_owned(), Ink::Bad);
        let cells = match self.is_of_plan {
            true => [market, said].into_iter().chain(empty(OF_PLAN.len() - 2)).collect(),
            false => vec![market, (String::new(), Ink::Plain), said],
        };
        self.line(cells, reason, Ink::Doubtful)
    }

    fn columns(self) -> &'static [(&'static str, usize, Align)] {
        if self.is_of_plan { &OF_PLAN } else { &OF_BRIEF }
    }

    /// Columns left for the last cell.
    fn left(self) -> usize {
        let taken: usize = self.columns().iter().map(|(_, width, _)| width + 2).sum();
        self.terminal.width.saturating_sub(taken).max(12)
    }

    fn line(self, cells: Vec<(String, Ink)>, last: &str, last_ink: Ink) -> String {
        let mut line = String::new();
        for ((text, ink), (_, width, align)) in cells.into_iter().zip(self.columns()) {
            let cell = padded(&cut(&clean(&text), *width), *width, *align);
            line.push_str(&ink.paint(&cell, self.terminal));
            line.push_str("  ");
        }
        line.push_str(&last_ink.paint(&cut(&clean(last), self.left()), self.terminal));
        format!("{}\n", line.trim_end())
    }
}

/// What decided a verdict: the first blocker that is broken or cannot be told, else whatever else is broken, else what to answer.
fn why_so(answer: &ReviewPlanResponse) -> String {
    let blocks = |finding: &&Finding| finding.severity() == Severity::Blocker;
    let is_open = |finding: &&Finding| matches!(finding.outcome(), Outcome::CannotTell | Outcome::Error);
    let is_broken = |finding: &&Finding| finding.outcome() == Outcome::Fail;
    let findings = || answer.findings.iter();
    let decisive = match answer.verdict() {
        Verdict::CannotTell => findings().filter(is_open).find(blocks),
        _ => findings().filter(is_broken).find(blocks).or_else(|| findings().find(is_broken)),
    };
    match decisive {
        Some(finding) => format!("{} {}", finding.rule_id, finding.title),
        None => answer.questions.first().cloned().unwrap_or_default(),
    }
}

/// What each market has to say, below the table.
pub(crate) fn details(
    page: &mut Page,
    row: &CompareMarketsResponse,
    places: Option<&Places>,
    extent: Extent,
) {
    let rule = "─".repeat(page.terminal().width.min(60));
    page.gap();
    page.paragraph(0, Ink::Faint, &rule);
    match &row.result {
        Some(Row::Review(answer)) => review(page, &row.market, answer, places, extent),
        Some(Row::Advice(answer)) => advice(page, &row.market, answer, extent),
        Some(Row::Status(status)) => {
            page.paragraph(0, Ink::Bad, &format!("{}: no answer", row.market));
            page.paragraph(2, Ink::Plain, &why(status));
        }
        None => page.paragraph(0, Ink::Bad, &format!("{}: an answer of an unknown kind", row.market)),
    }
}

/// The status of a row in words.
fn why(status: &CallStatus) -> String {
    let code = Code::from_i32(status.code);
    gateway::in_words(&Status::with_details(code, status.message.clone(), status.encode_to_vec().into()))
}
