use super::Purpose;
use crate::diagnostic::Faults;
use crate::expr::tests::{names_and, place};
use crate::expr::{Expression, Names};

/// What is said of a condition: the column and the message of each fault.
fn faults(names: &Names<'_>, text: &str, purpose: Purpose) -> Vec<String> {
    let mut faults = Faults::default();
    let expression = Expression::compile_text(text, &place(text), names, &mut faults);
    let Some(expression) = expression else {
        panic!("`{text}` must compile: {:?}", faults.into_result(|| ()));
    };
    let at = |offset: usize| crate::yaml::Place { column: offset + 1, ..place(text) };
    expression.note_constants(names, purpose, &at, &mut faults);
    let found = faults.into_result(|| ()).err().unwrap_or_default();
    found.iter().map(|fault| format!("{}: {}", fault.column, fault.message)).collect()
}

#[test]
fn what_decides_nothing_is_found() {
    let always = "1: this is always true";
    for (text, expected) in [
        // Alone.
        ("plan.listening_weeks >= 0", always),
        ("0 <= plan.listening_weeks", always),
        ("plan.listening_weeks < 0.5 && plan.listening_weeks > 0", "1: this is never true"),
        ("channel.budget_percent > 100", "1: this is never true"),
        ("plan.channels.exists(c, c.budget_percent > 100)", "25: this is never true"),
        ("size(plan.channels) >= 0", always),
        ("fact(\"scale/population\") < 0", "1: this is never true"),
        ("plan.tone in []", "1: this is never true"),
        ("plan.tone in [\"informative\", \"soft_sell\", \"hard_sell\"]", always),
        ("has(plan.channels)", always),
        ("has(plan.audience)", always),
        // Together.
        ("plan.tone == \"hard_sell\" && plan.tone == \"soft_sell\"", "1: this is never true"),
        ("plan.tone != \"hard_sell\" || plan.tone != \"soft_sell\"", always),
        (
            "plan.sector == \"legal\" && (plan.tone == \"hard_sell\" && plan.tone == \"soft_sell\")",
            "1: this is never true",
        ),
        ("plan.mobile_ready || !plan.mobile_ready", always),
        ("plan.starts_on > \"2027-01-02\" && plan.starts_on < \"2027-01-03\"", "1: this is never true"),
        ("plan.starts_on < \"2027-01-02\" && plan.starts_on >= \"2027-01-02\"", "1: this is never true"),
        ("plan.listening_weeks > 2 && plan.listening_weeks < 3", "1: this is never true"),
        ("channel.platform == \"a\" && channel.platform == \"b\"", "1: this is never true"),
        ("channel.platform != channel.id && channel.platform == channel.id", "1: this is never true"),
        (
            "fact(\"access\", channel.platform) == \"open\" && fact(\"access\", channel.platform) == \"blocked\"",
            "1: this is never true",
        ),
        ("state == \"open\" && fact(\"access\", channel.platform) == \"blocked\"", "1: this is never true"),
        ("late && plan.listening_weeks > 9", "1: this is never true"),
        ("!(plan.mobile_ready && !plan.mobile_ready)", "3: this is always false"),
        ("!has(plan.tone) && plan.tone == \"soft_sell\"", "1: this is never true"),
        // Parts.
        ("plan.mobile_ready && plan.listening_weeks >= 0", "22: this is always true"),
        ("plan.mobile_ready || channel.budget_percent < 0", "22: this is always false"),
        ("plan.mobile_ready || true", "22: this is always true"),
        ("plan.tone == \"soft_sell\" && plan.tone != \"hard_sell\"", "29: this part never decides"),
        ("plan.mobile_ready || plan.mobile_ready && plan.asks_consent", "22: this part never decides"),
        ("plan.mobile_ready && plan.mobile_ready", "22: this part never decides"),
        ("plan.listening_weeks < 2 || plan.listening_weeks < 4", "1: this part never decides"),
        (
            "plan.channels.exists(c, c.purpose == \"brand\" && c.purpose == \"leads\")",
            "25: this is never true",
        ),
        ("size(plan.channels.filter(c, c.mobile_ready || !c.mobile_ready)) > 1", "30: this is always true"),
        // Branches.
        (
            "plan.listening_weeks < 0 ? plan.mobile_ready : plan.asks_consent",
            "28: this branch is never reached: the condition before it is always false",
        ),
        (
            "(plan.listening_weeks >= 0 ? \"a\" : \"b\") == channel.platform",
            "36: this branch is never reached: the condition before it is always true",
        ),
        ("plan.mobile_ready ? plan.mobile_ready : plan.asks_consent", "21: this is always true"),
        (
            "plan.mobile_ready ? \"a\" == channel.id : !plan.mobile_ready ? plan.asks_consent : false",
            "82: this branch is never reached: the condition before it is always true",
        ),
    ] {
        names_and(|names| {
            let purpose = if expected.contains("never true") { Purpose::FailsIf } else { Purpose::Value };
            let found = faults(names, text, purpose);
            let first = found.first().map(|found| found.split(", so").next().unwrap_or_default());
            assert_eq!((found.len(), first), (1, Some(expected)), "`{text}`: {found:?}");
        });
    }
}

#[test]
fn what_can_vary_is_left_alone() {
    for text in [
        "plan.listening_weeks > 0",
        "plan.mobile_ready ? native.fails() : false",
        "plan.listening_weeks == 0 || plan.listening_weeks == 2",
        "channel.budget_percent >= 100",
        "channel.budget_percent > 99.5 && channel.budget_percent < 99.9",
        "has(plan.tone) && plan.tone == \"hard_sell\"",
        "plan.tone == \"hard_sell\" && has(plan.tone)",
        "!has(plan.tone) || plan.tone == \"hard_sell\"",
        "has(plan.audience.kind) || plan.mobile_ready",
        "plan.mobile_ready && plan.asks_consent || !plan.mobile_ready && plan.adapted_locally",
        "plan.mobile_ready && plan.asks_consent || plan.mobile_ready && !plan.asks_consent",
        "channel.platform == channel.id || channel.platform == plan.name",
        "channel.platform == \"a\" || channel.platform.startsWith(\"a\")",
        "channel.platform < \"b\" && channel.platform > \"a\"",
        "plan.starts_on >= \"2027-03-10\" && plan.starts_on <= \"2027-03-10\"",
        "plan.starts_on < \"2027-03-10\" && plan.ends_on >= \"2027-03-10\"",
        "\"brand\" in plan.audience.languages && \"b\" in plan.audience.languages",
        "double(plan.listening_weeks) / 0.0 < 1.0 || double(plan.listening_weeks) / 0.0 >= 1.0",
        "plan.channels.exists(c, c.purpose == \"brand\") && plan.channels.exists(c, c.purpose == \"leads\")",
        "plan.contents.exists(c, c.kind == \"post\") && !plan.contents.all(c, c.kind == \"post\")",
        "plan.channels.exists(c, true)",
        "plan.mobile_ready ? true : plan.asks_consent",
        "plan.listening_weeks % 2 == 0 && plan.listening_weeks > 2",
        "plan.listening_weeks > channel.languages.size() || plan.listening_weeks > 4",
        "native.fails() || native.fails(1)",
        "fact(\"access\", channel.platform) == \"open\" || fact(\"access/orkut\") == \"blocked\"",
        "state in [\"blocked\", \"shut_down\"]",
        "late || plan.listening_weeks > 4",
        "strict && plan.mobile_ready",
    ] {
        for purpose in [Purpose::AppliesIf, Purpose::FailsIf, Purpose::Value] {
            names_and(|names| {
                assert_eq!(faults(names, text, purpose), [""; 0], "`{text}` can vary, as {purpose:?}");
            });
        }
    }
}

#[test]
fn a_condition_as_a_whole_is_judged_by_what_it_is_for() {
    for (text, purpose, expected) in [
        ("true", Purpose::AppliesIf, "1: this is always true, so it decides nothing"),
        ("false", Purpose::AppliesIf, "1: this is never true, so the rule never applies"),
        ("false", Purpose::FailsIf, "1: this is never true, so the rule never fails"),
        (
            "plan.listening_weeks >= 0",
            Purpose::FailsIf,
            "1: this is always true, so the rule fails whenever it applies",
        ),
        (
            "!has(plan.tone) && plan.tone == \"hard_sell\"",
            Purpose::AppliesIf,
            "1: this is never true, so the rule never applies",
        ),
        ("true", Purpose::FailsIf, ""),
        ("false", Purpose::Value, ""),
        ("true", Purpose::Value, ""),
        ("!has(plan.tone) && plan.tone == \"hard_sell\"", Purpose::Value, ""),
    ] {
        names_and(|names| {
            assert_eq!(faults(names, text, purpose).join(""), expected, "`{text}` as {purpose:?}")
        });
    }
}

/// Many combinations, or named values that double with each: nothing is said, and soon.
#[test]
fn what_is_too_large_is_let_be() {
    let fields = ["mobile_ready", "asks_consent", "meets_in_person", "adapted_locally", "copied_from_abroad"];
    let parts: Vec<String> = (0..40).map(|n| format!("channel.platform.startsWith(\"{n}\")")).collect();
    let large = format!("{} || plan.{}", parts.join(" && "), fields.join(" || plan."));
    names_and(|names| {
        assert_eq!(faults(names, &large, Purpose::FailsIf), [""; 0]);
        let with_part = format!("{large} || plan.listening_weeks < 0");
        assert_eq!(
            faults(names, &with_part, Purpose::FailsIf).len(),
            1,
            "its parts are looked at one by one"
        );
        let mut names = names.clone();
        for level in 0..40 {
            let before = if level == 0 { "plan.mobile_ready".to_owned() } else { format!("v{}", level - 1) };
            let text = format!("{before} == {before} || {before}");
            let mut faults = Faults::default();
            let expression = Expression::compile_text(&text, &place(&text), &names, &mut faults);
            names.add_let(&format!("v{level}"), &expression.expect("it compiles"));
        }
        assert_eq!(faults(&names, "v39 && plan.asks_consent", Purpose::FailsIf), [""; 0]);
    });
}
