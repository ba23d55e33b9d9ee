//! A rule as a page of documentation: Markdown, in the language of an inquiry.
//!
//! CommonMark, but for the table of examples, which is GitHub's.

mod check;
mod markdown;
mod words;

use crate::date::{Date, PartialDate};
use crate::review::Outcome;
use crate::rule::{Change, Check, Example, Fix, Rule};
use crate::rulebook::{Inquiry, Rulebook};
use crate::source::Source;
use crate::stale::days_after;
use crate::template::{Part, Template};
use markdown::{cell, code, codes, link, plain};
use words::{Words, fill};

/// A page that is being written.
struct Page<'r> {
    rulebook: &'r Rulebook,
    rule: &'r Rule,
    inquiry: &'r Inquiry,
    words: &'static Words,
    text: String,
}

// === impl Rulebook ===

impl Rulebook {
    /// A rule as a page of documentation, as of the dates and in the language of an inquiry. A text without a translation is in English.
    pub fn page(&self, rule: &Rule, inquiry: &Inquiry) -> String {
        let words = Words::of(&inquiry.language);
        let title = format!("# {}: {}\n", rule.id, plain(rule.title.pick(&inquiry.language)));
        let mut page = Page { rulebook: self, rule, inquiry, words, text: title };
        if self.module.awaits_review(&inquiry.language) {
            page.text += &format!("\n*{}*\n", words.awaits_review);
        }
        page.glance();
        page.section(words.why, &page.paragraph(&rule.why));
        page.section(words.action, &page.paragraph(&rule.action));
        page.section(words.dont, &page.paragraph(&rule.dont));
        page.section(words.check, &page.how_it_is_checked());
        if let Some(check) = &rule.check {
            page.section(words.message, &page.message(check));
            page.section(words.fixes, &page.numbered(&check.fixes));
            page.section(words.waivers, &page.waivers());
        }
        page.section(words.examples, &page.examples());
        page.section(words.sources, &page.sources());
        page.section(words.record, &page.record());
        page.text
    }
}

// === impl Page ===

impl Page<'_> {
    /// Adds a section, unless there is nothing to say in it.
    fn section(&mut self, heading: &str, body: &str) {
        if !body.is_empty() {
            self.text += &format!("\n## {heading}\n\n{body}");
        }
    }

    fn glance(&mut self) {
        let (rule, words) = (self.rule, self.words);
        let sectors =
            if rule.sectors.is_empty() { words.every_sector.to_owned() } else { codes(&rule.sectors) };
        let mut lines = vec![
            (words.authority, words.authority(rule.authority).to_owned()),
            (words.severity, words.severity(rule.severity).to_owned()),
            (words.status, words.status(rule.status).to_owned()),
            (words.in_force, self.in_force()),
            (words.concerns, sectors),
            (words.confidence, words.confidence(rule.confidence).to_owned()),
        ];
        if let Some(weighs) = &rule.weighs_on {
            let platforms = match &weighs.platforms[..] {
                [] => words.every_platform.to_owned(),
                platforms => codes(platforms),
            };
            let says = if weighs.forbids { words.forbids } else { words.calls_for_caution };
            lines.push((words.advice_on, fill(says, &[("platforms", &platforms)])));
        }
        if let Some(id) = &rule.stage {
            let stage = self.rulebook.stages.iter().find(|stage| stage.id == *id);
            let title = stage.map_or(code(id), |stage| plain(stage.title.pick(&self.inquiry.language)));
            lines.push((words.stage, title));
        }
        self.text += "\n";
        self.text += &self.labelled(&lines);
    }

    fn in_force(&self) -> String {
        let words = self.words;
        let shown = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let (from, until) = (shown(self.rule.in_force_from), shown(self.rule.in_force_until));
        let text = match (from.is_empty(), until.is_empty()) {
            (true, true) => words.always,
            (false, true) => words.from,
            (true, false) => words.until,
            (false, false) => words.from_until,
        };
        fill(text, &[("from", &from), ("until", &until)])
    }

    /// Items that begin with a label.
    fn labelled(&self, items: &[(&str, String)]) -> String {
        let colon = self.words.colon;
        items.iter().map(|(label, value)| format!("- **{label}**{colon}{value}\n")).collect()
    }

    fn paragraph(&self, text: &crate::text::LocalText) -> String {
        match plain(text.pick(&self.inquiry.language)) {
            empty if empty.is_empty() => empty,
            text => text + "\n",
        }
    }

    /// The message of a finding: with its placeholders, then as the first failing example gets it.
    fn message(&self, check: &Check) -> String {
        let message = self.template(&check.message);
        let said = self.rule.examples.iter().find_map(|example| Some((example, self.said_of(example)?)));
        match said {
            Some((example, said)) if said != message => {
                let introduction = fill(self.words.for_example, &[("name", &plain(&example.name))]);
                format!("{message}\n\n{introduction}\n\n> {said}\n")
            }
            _ => format!("{message}\n"),
        }
    }

    /// What the rule says of an example that it fails; nothing where that takes a library that is not at hand.
    fn said_of(&self, example: &Example) -> Option<String> {
        let as_of = example.as_of.map_or(self.rulebook.module.recorded, PartialDate::last);
        let inquiry = Inquiry { as_of, known_as_of: Date::MAX, language: self.inquiry.language.clone() };
        let plan = self.rulebook.resolved(&example.plan);
        let findings = self.rulebook.review_rule(self.rule, &plan, &inquiry);
        let failed = findings.iter().find(|finding| finding.outcome == Outcome::Fail)?;
        Some(plain(failed.message()))
    }

    /// A message, with its placeholders as code.
    fn template(&self, template: &Template) -> String {
        let parts = template.parts(&self.inquiry.language).map(|part| match part {
            // White space at the ends is what stands between the text and a placeholder.
            Part::Text(text) => {
                let (start, end) =
                    (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
                let blank = |is_there: bool| if is_there { " " } else { "" };
                let inner = plain(text);
                if inner.is_empty() {
                    blank(start).to_owned()
                } else {
                    blank(start).to_owned() + &inner + blank(end)
                }
            }
            Part::Placeholder(expression) => code(expression),
        });
        parts.collect::<String>().trim().to_owned()
    }

    /// The fixes, best first.
    fn numbered(&self, fixes: &[Fix]) -> String {
        (1..).zip(fixes).map(|(place, fix)| format!("{place}. {}\n", self.fix(fix))).collect()
    }

    fn fix(&self, fix: &Fix) -> String {
        let words = self.words;
        let (says, place, value) = match &fix.change {
            Change::Set { field, value, choice: true } => {
                (words.set_one_of, field.text.as_str(), value.text.as_str())
            }
            Change::Set { field, value, choice: false } => {
                (words.set, field.text.as_str(), value.text.as_str())
            }
            Change::Remove { part } => (words.remove, part.text.as_str(), ""),
            Change::Advise => ("", "", ""),
        };
        let change = fill(says, &[("place", &code(place)), ("value", &code(value))]);
        let who = words.applicability(fix.applicability);
        let text = self.template(&fix.text);
        let end = if change.is_empty() { String::new() } else { format!(" {change}") };
        format!("{text}{end} *({who})*")
    }

    fn waivers(&self) -> String {
        let words = self.words;
        let Some(waivable) = &self.rule.waivable else { return format!("{}\n", words.nobody) };
        let who = match &waivable.by[..] {
            [] => words.anybody.to_owned(),
            roles => fill(words.roles, &[("roles", &codes(roles))]),
        };
        let most = waivable.max_days.map(|days| fill(words.most_days, &[("days", &days.to_string())]));
        format!("{}\n", [Some(who), most].into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    fn examples(&self) -> String {
        let words = self.words;
        let examples = &self.rule.examples;
        if examples.is_empty() {
            return String::new();
        }
        let is_dated = examples.iter().any(|example| example.as_of.is_some());
        let date = |example: &Example| example.as_of.map(|date| date.to_string()).unwrap_or_default();
        let row = |name: &str, outcome: &str, date: &str, plan: &str| {
            let dated = if is_dated { format!(" {} |", cell(date)) } else { String::new() };
            format!("| {} | {} |{dated} {} |\n", cell(name), cell(outcome), cell(plan))
        };
        let head = row(words.example, words.comes_to, words.as_of, words.plan);
        let rule = row("---", "---", "---", "---");
        let rows = examples.iter().map(|example| {
            let outcome = words.outcome(example.expect);
            row(&plain(&example.name), outcome, &date(example), &code(&example.plan.to_json()))
        });
        [head, rule].into_iter().chain(rows).collect()
    }

    fn sources(&self) -> String {
        let sources = self.rule.sources.iter().filter_map(|id| self.rulebook.source(id));
        sources.map(|source| format!("- {}\n", self.source(source))).collect()
    }

    fn source(&self, source: &Source) -> String {
        let words = self.words;
        let title = match &source.url {
            Some(url) => link(&source.title, url),
            None => plain(&source.title),
        };
        let accessed = source.accessed.map(|date| fill(words.accessed, &[("date", &date.to_string())]));
        let publisher = source.publisher.as_deref().map(plain);
        let kind = words.source_kind(source.kind).to_owned();
        let date = source.date.map(|date| date.to_string());
        let parts = [Some(title), publisher, Some(kind), date, accessed];
        parts.into_iter().flatten().collect::<Vec<_>>().join(words.comma)
    }

    fn record(&self) -> String {
        let (rule, words) = (self.rule, self.words);
        let mut lines = vec![
            (words.owner, code(&rule.owner)),
            (words.layer, code(self.rulebook.layer(&rule.layer))),
            (words.recorded, rule.recorded.to_string()),
            (words.review, self.review()),
        ];
        if !rule.claims.is_empty() {
            lines.push((words.claims, codes(&rule.claims)));
        }
        self.labelled(&lines)
    }

    fn review(&self) -> String {
        let (rule, words) = (self.rule, self.words);
        let (Some(days), Some(looked_at)) = (rule.review_every, rule.looked_at()) else {
            return words.never.to_owned();
        };
        let counted = if rule.confirmed.is_some() { words.looked_at } else { words.counted_from };
        let due = if rule.is_stale(self.inquiry.as_of) { words.overdue } else { words.due };
        let parts = [
            fill(words.every_days, &[("days", &days.to_string())]),
            fill(counted, &[("date", &looked_at.to_string())]),
            fill(due, &[("date", &days_after(looked_at, days).to_string())]),
        ];
        parts.join(words.comma)
    }
}

#[cfg(test)]
mod tests;
