//! Checks calls: that the function exists and takes what it is given, and that facts and lists are there.

use std::collections::BTreeSet;

use super::Checker;
use crate::calendar::WindowKind;
use crate::expr::ast::{Expr, ExprNode};
use crate::expr::functions;
use crate::expr::ty::Ty;
use crate::suggest::hint;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn native(&mut self, at: usize, name: &str, arguments: &[Expr]) -> Ty {
        arguments.iter().for_each(|argument| drop(self.ty(argument)));
        match self.names.natives {
            Some(known) if !known.contains(&name) => {
                self.fault(at, format!("the library has no function `{name}`"), hint(name, known))
            }
            _ => Ty::Any,
        }
    }

    pub(super) fn call(&mut self, at: usize, name: &str, arguments: &[Expr]) -> Ty {
        let types: Vec<Ty> = arguments.iter().map(|argument| self.ty(argument)).collect();
        let Some(function) = functions::find(name, arguments.len()) else {
            let known = functions::names();
            let shown = name.trim_start_matches('.');
            if known.contains(&shown) {
                let message = format!("`{shown}` does not take {} arguments here", arguments.len());
                return self.fault(at, message, "the format page shows how it is called");
            }
            return self.fault(at, format!("there is no function `{shown}`"), hint(shown, &known));
        };
        match (name, arguments) {
            ("list", [argument]) => self.known(argument, self.names.lists, "list"),
            ("matches" | ".matches", [_, pattern]) => self.pattern(pattern),
            ("calendar_windows", [from, until, names]) => {
                self.dates(from);
                self.dates(until);
                self.windows(names);
            }
            ("sum", [list]) if matches!(&types[0], Ty::List(item) if !item.meets(&Ty::Double)) => {
                let hint = "for example `parts.map(part, part.share)`";
                self.fault(list.at, "`sum` needs a list of numbers", hint);
            }
            ("plus_days", [date, _]) => self.dates(date),
            _ => {}
        }
        for (argument, (takes, ty)) in arguments.iter().zip(function.takes.iter().zip(&types)) {
            let takes = takes();
            if !takes.meets(ty) {
                let shown = name.trim_start_matches('.');
                let message = format!("`{shown}` needs {}, this is {}", takes.name(), ty.name());
                self.fault(argument.at, message, "");
            }
        }
        if name == "fact" { self.fact(arguments) } else { (function.gives)(&types) }
    }

    /// `fact("a/b")` and `fact("a", "b")` must lead somewhere, and have the type of that fact. `fact("a", name)` is known only when
    /// it is evaluated; it has a type where all facts of the group have the same.
    fn fact(&mut self, arguments: &[Expr]) -> Ty {
        let texts: Vec<Option<&str>> = arguments.iter().map(Expr::literal_text).collect();
        let (key, is_group) = match texts[..] {
            [Some(key)] => (key.to_owned(), false),
            [Some(group), Some(name)] => (format!("{group}/{name}"), false),
            [Some(group), None] => (format!("{group}/"), true),
            _ => return Ty::Any,
        };
        let facts = self.names.facts;
        let named = |fact: &str| if is_group { fact.starts_with(&key) } else { fact == key };
        let mut types = facts.iter().filter(|(fact, _)| named(fact)).map(|(_, ty)| *ty);
        if let Some(first) = types.next() {
            return if types.all(|ty| ty == first) { Ty::of_fact(first) } else { Ty::Any };
        }
        let keys = facts.iter().map(|(fact, _)| fact.as_str());
        if is_group {
            let groups: BTreeSet<&str> =
                keys.filter_map(|fact| fact.rsplit_once('/')).map(|(group, _)| group).collect();
            let groups: Vec<&str> = groups.into_iter().collect();
            let hint = hint(key.trim_end_matches('/'), &groups);
            return self.fault(arguments[0].at, format!("no fact begins with `{key}`"), hint);
        }
        let hint = hint(&key, &keys.collect::<Vec<_>>());
        self.fault(arguments[0].at, format!("there is no fact `{key}`"), hint)
    }

    fn known(&mut self, argument: &Expr, known: &[String], what: &str) {
        if let ExprNode::Literal(Value::Text(name)) = &argument.node
            && !known.iter().any(|known| **known == **name)
        {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.fault(argument.at, format!("there is no {what} `{name}`"), hint(name, &known));
        }
    }

    /// A list of ids and kinds of windows must name some: asked for nothing, every day would read as free.
    fn windows(&mut self, names: &Expr) {
        let ExprNode::List(items) = &names.node else { return };
        if items.is_empty() {
            self.fault(names.at, "no window is asked for", "name a kind, like `public_holiday`, or a window");
        }
        let kinds = WindowKind::words().map(str::to_owned);
        let known: Vec<String> = kinds.chain(self.names.windows.iter().cloned()).collect();
        items.iter().for_each(|item| self.known(item, &known, "window or kind of window"));
    }

    fn pattern(&mut self, argument: &Expr) {
        if let ExprNode::Literal(Value::Text(pattern)) = &argument.node
            && functions::text::pattern(pattern).is_err()
        {
            let message = format!("`{pattern}` is not a regular expression");
            self.fault(argument.at, message, "brackets come in pairs; write `\\\\.` for a dot");
        }
    }
}
