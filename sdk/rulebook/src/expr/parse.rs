//! Parses expressions: CEL's grammar, by precedence.

use super::ast::{Expr, ExprNode, MacroKind, Operator};
use super::token::{RESERVED, Token, tokens};
use super::{functions, macros};
use crate::value::Value;

/// Why a text is not an expression.
#[derive(Debug)]
pub(crate) struct ParseError {
    /// Where (bytes).
    pub(crate) at: usize,
    pub(crate) message: String,
    pub(crate) hint: String,
}

/// Deeper than this is refused; a bound on recursion, of the parser and of whatever walks the tree.
const DEEPEST: usize = 64;

/// Binary operators by precedence, loosest first; `||` and `&&` stand above them.
const LEVELS: [&[(&str, Operator)]; 3] = [
    &[
        ("==", Operator::Equal),
        ("!=", Operator::NotEqual),
        ("<", Operator::Less),
        ("<=", Operator::LessOrEqual),
        (">", Operator::Greater),
        (">=", Operator::GreaterOrEqual),
        ("in", Operator::In),
    ],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("/", Operator::Divide), ("%", Operator::Remainder)],
];

impl ParseError {
    pub(crate) fn new(at: usize, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { at, message: message.into(), hint: hint.into() }
    }
}

/// The tree of an expression.
pub(crate) fn parse(text: &str) -> Result<Expr, ParseError> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let expr = parser.expression()?;
    match parser.peek() {
        Token::End => Ok(expr),
        Token::Mark("=") => Err(parser.wrong("`=` is no operator", "compare with `==`")),
        other => {
            let hint = match other {
                Token::Word(word) if word.eq_ignore_ascii_case("and") => "write `&&`",
                Token::Word(word) if word.eq_ignore_ascii_case("or") => "write `||`",
                _ => "is an operator or a bracket missing?",
            };
            Err(parser.wrong(format!("{other} is not expected here"), hint))
        }
    }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.next].1
    }

    fn at(&self) -> usize {
        self.tokens[self.next].0
    }

    fn advance(&mut self) -> Token {
        let token = self.tokens[self.next].1.clone();
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        token
    }

    fn sees(&self, mark: &str) -> bool {
        matches!(self.peek(), Token::Mark(found) if *found == mark)
    }

    fn take(&mut self, mark: &str) -> bool {
        let found = self.sees(mark);
        if found {
            self.advance();
        }
        found
    }

    fn need(&mut self, mark: &str) -> Result<(), ParseError> {
        if self.take(mark) {
            return Ok(());
        }
        let message = format!("`{mark}` is missing before {}", self.peek());
        Err(self.wrong(message, ""))
    }

    fn wrong(&self, message: impl Into<String>, hint: &str) -> ParseError {
        ParseError::new(self.at(), message, hint)
    }

    fn deeper(&mut self) -> Result<(), ParseError> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(too_deep(self.at())) } else { Ok(()) }
    }

    fn expression(&mut self) -> Result<Expr, ParseError> {
        self.deeper()?;
        let at = self.at();
        let mut expr = self.logic("||", Operator::Or)?;
        if self.take("?") {
            let yes = self.logic("||", Operator::Or)?;
            self.need(":")?;
            let no = self.expression()?;
            expr = node(at, ExprNode::Conditional(Box::new(expr), Box::new(yes), Box::new(no)))?;
        }
        self.depth -= 1;
        Ok(expr)
    }

    /// A row of `||` or `&&`, as a balanced tree: a long row is not a deep one.
    fn logic(&mut self, mark: &str, operator: Operator) -> Result<Expr, ParseError> {
        let mut row = Vec::new();
        loop {
            row.push(match operator {
                Operator::Or => self.logic("&&", Operator::And)?,
                _ => self.binary(0)?,
            });
            if !self.take(mark) {
                return balanced(row, operator);
            }
        }
    }

    fn binary(&mut self, level: usize) -> Result<Expr, ParseError> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let at = self.at();
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.operator(operators) {
            self.advance();
            let right = self.binary(level + 1)?;
            left = node(at, ExprNode::Binary(operator, Box::new(left), Box::new(right)))?;
        }
        Ok(left)
    }

    fn operator(&self, operators: &[(&str, Operator)]) -> Option<Operator> {
        let found = match self.peek() {
            Token::Mark(mark) => mark,
            Token::Word(word) if word == "in" => "in",
            _ => return None,
        };
        operators.iter().find(|(mark, _)| *mark == found).map(|(_, operator)| *operator)
    }

    fn unary(&mut self) -> Result<Expr, ParseError> {
        let at = self.at();
        let wrap = match self.peek() {
            Token::Mark("!") => ExprNode::Not,
            Token::Mark("-") => {
                if let Some((_, Token::Int(number))) = self.tokens.get(self.next + 1) {
                    return self.negative(at, *number);
                }
                ExprNode::Negate
            }
            _ => return self.member(),
        };
        self.advance();
        self.deeper()?;
        let inner = self.unary()?;
        self.depth -= 1;
        node(at, wrap(Box::new(inner)))
    }

    /// A negative number is one literal: the least has no positive counterpart.
    fn negative(&mut self, at: usize, number: u64) -> Result<Expr, ParseError> {
        self.advance();
        self.advance();
        let number = 0_i64.checked_sub_unsigned(number).ok_or_else(|| too_large(at, number))?;
        self.members(Expr::new(at, ExprNode::Literal(Value::Int(number))))
    }

    fn member(&mut self) -> Result<Expr, ParseError> {
        let primary = self.primary()?;
        self.members(primary)
    }

    /// What follows a value: fields, methods, items.
    fn members(&mut self, mut expr: Expr) -> Result<Expr, ParseError> {
        loop {
            let at = self.at();
            if self.take(".") {
                let (name, quoted) = self.selector()?;
                expr = if !quoted && self.take("(") {
                    let called = self.method(expr, name)?;
                    node(at, called)?
                } else {
                    node(at + 1, ExprNode::Select(Box::new(expr), name))?
                };
            } else if self.take("[") {
                let index = self.expression()?;
                self.need("]")?;
                expr = node(at, ExprNode::Index(Box::new(expr), Box::new(index)))?;
            } else if self.sees("{")
                && let Some(name) = expr.dotted()
            {
                self.advance();
                expr = node(expr.at, ExprNode::Message(name, self.message()?))?;
            } else {
                return Ok(expr);
            }
        }
    }

    /// A field's name, and whether it stands in backticks.
    fn selector(&mut self) -> Result<(String, bool), ParseError> {
        match self.peek().clone() {
            Token::Word(word) if !matches!(word.as_str(), "true" | "false" | "null" | "in") => {
                self.advance();
                Ok((word, false))
            }
            Token::Quoted(name) => {
                self.advance();
                Ok((name, true))
            }
            other => Err(self.wrong(format!("a name is missing before {}", other), "")),
        }
    }

    fn method(&mut self, object: Expr, name: String) -> Result<ExprNode, ParseError> {
        if matches!(&object.node, ExprNode::Name(word) if word == "native") {
            return Ok(ExprNode::Native(name, self.arguments(")")?));
        }
        if let Some(qualified) = object.dotted().map(|space| format!("{space}.{name}"))
            && functions::is_known(&qualified)
        {
            return Ok(ExprNode::Call(qualified, self.arguments(")")?));
        }
        let at = self.at();
        let mut arguments = self.arguments(")")?;
        if let Some(kind) = MacroKind::of(&name) {
            return macros::comprehension(kind, &name, object, arguments, at);
        }
        arguments.insert(0, object);
        Ok(ExprNode::Call(format!(".{name}"), arguments))
    }

    fn arguments(&mut self, close: &str) -> Result<Vec<Expr>, ParseError> {
        let mut arguments = Vec::new();
        while !self.take(close) {
            arguments.push(self.expression()?);
            if !self.take(",") {
                self.need(close)?;
                break;
            }
        }
        Ok(arguments)
    }

    fn primary(&mut self) -> Result<Expr, ParseError> {
        let at = self.at();
        let found = match self.advance() {
            Token::Int(number) => {
                let number = i64::try_from(number).map_err(|_| too_large(at, number))?;
                ExprNode::Literal(Value::Int(number))
            }
            Token::Uint(number) => ExprNode::Literal(Value::Uint(number)),
            Token::Double(number) => ExprNode::Literal(Value::Double(number)),
            Token::Text(text) => ExprNode::Literal(Value::text(&text)),
            Token::Bytes(bytes) => ExprNode::Literal(Value::Bytes(bytes.into())),
            Token::Word(word) => self.name_or_call(at, word, "")?,
            Token::Mark(".") => match self.advance() {
                Token::Word(word) => self.name_or_call(at, word, ".")?,
                other => return Err(missing(at, &other)),
            },
            Token::Mark("(") => {
                let inner = self.expression()?;
                self.need(")")?;
                return Ok(inner);
            }
            Token::Mark("[") => ExprNode::List(self.arguments("]")?),
            Token::Mark("{") => ExprNode::Map(self.entries()?),
            other => return Err(missing(at, &other)),
        };
        node(at, found)
    }

    fn name_or_call(&mut self, at: usize, word: String, dot: &str) -> Result<ExprNode, ParseError> {
        Ok(match word.as_str() {
            "true" if dot.is_empty() => ExprNode::Literal(Value::Bool(true)),
            "false" if dot.is_empty() => ExprNode::Literal(Value::Bool(false)),
            "null" if dot.is_empty() => ExprNode::Literal(Value::Null),
            _ if RESERVED.contains(&word.as_str()) => {
                let message = format!("`{word}` is a word CEL keeps for itself");
                return Err(ParseError::new(at, message, "use another name"));
            }
            _ if !self.take("(") => ExprNode::Name(format!("{dot}{word}")),
            "has" => {
                let argument = self.expression()?;
                self.need(")")?;
                match argument.node {
                    ExprNode::Select(object, field) => ExprNode::Has(object, field),
                    _ => return Err(ParseError::new(argument.at, "`has` takes a field", "write `has(a.b)`")),
                }
            }
            _ => ExprNode::Call(word, self.arguments(")")?),
        })
    }

    fn entries(&mut self) -> Result<Vec<(Expr, Expr)>, ParseError> {
        let mut entries = Vec::new();
        while !self.take("}") {
            let key = self.expression()?;
            self.need(":")?;
            entries.push((key, self.expression()?));
            if !self.take(",") {
                self.need("}")?;
                break;
            }
        }
        Ok(entries)
    }

    /// The values of a message's fields.
    fn message(&mut self) -> Result<Vec<Expr>, ParseError> {
        let mut values = Vec::new();
        while !self.take("}") {
            self.selector()?;
            self.need(":")?;
            values.push(self.expression()?);
            if !self.take(",") {
                self.need("}")?;
                break;
            }
        }
        Ok(values)
    }
}

/// A node, unless the tree becomes too deep with it.
fn node(at: usize, node: ExprNode) -> Result<Expr, ParseError> {
    let expr = Expr::new(at, node);
    if expr.height > DEEPEST { Err(too_deep(at)) } else { Ok(expr) }
}

fn balanced(mut row: Vec<Expr>, operator: Operator) -> Result<Expr, ParseError> {
    if row.len() == 1 {
        return Ok(row.remove(0));
    }
    let right = balanced(row.split_off(row.len() / 2), operator)?;
    let left = balanced(row, operator)?;
    node(left.at, ExprNode::Binary(operator, Box::new(left), Box::new(right)))
}

fn too_deep(at: usize) -> ParseError {
    ParseError::new(at, format!("nested deeper than {DEEPEST} levels"), "split it with `let`")
}

fn too_large(at: usize, number: u64) -> ParseError {
    ParseError::new(at, format!("`{number}` is too large a number"), "")
}

fn missing(at: usize, before: &Token) -> ParseError {
    ParseError::new(at, format!("a value is missing before {}", before), "")
}
