use crate::shipped::{on, rulebook};

#[test]
fn show() {
    for (module, id, language) in [("china", "CN-RCH-001", "en"), ("india", "IN-PRO-001", "en"), ("japan", "JP-LAW-001", "ja"), ("malaysia", "MY-CUS-007", "en"), ("china", "CN-LAW-001", "en"), ("india", "ASIA-ADV-005", "en")] {
        let rulebook = rulebook(module);
        println!("{}\n=====", rulebook.page(rulebook.rule(id).unwrap(), &on("2026-11-23", language)));
    }
    let r = rulebook("china");
    println!("{:#?}", r.coverage_report(&on("2026-11-23", "en")));
    for c in r.list_changes("2024-01-01".parse().unwrap()..="2028-01-01".parse().unwrap(), &on("2026-11-23", "en")) {
        println!("{} {:?} {} {} | {} -> {} {:?}", c.date, c.kind, c.id, c.title, c.before, c.after, c.affected_rules);
    }
    for c in r.stale_facts(100, &on("2026-11-23", "en")) {
        println!("{} {} {:?} {} {}", c.due, c.fact.key, c.weakened_rules, c.owner, c.stale);
    }
}
