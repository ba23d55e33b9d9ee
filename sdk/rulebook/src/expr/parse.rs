//! Parses expressions: CEL's grammar, by precedence.

use super::ast::{Expr, ExprNode, MacroKind, Operator};
use super::token::{Token, tokens};
use crate::value::Value;

/// Why a text is not an expression.
#[derive(Debug)]
pub(crate) struct ParseError {
    /// Where (bytes).
    pub(crate) at: usize,
    pub(crate) message: String,
    pub(crate) hint: String,
}

/// Deeper than this is refused; a bound on recursion.
const DEEPEST: usize = 64;

/// More operators and selections than this are refused: each makes the tree one level deeper, however flat the text looks.
const MOST_LINKS: usize = 128;

/// Binary operators by precedence, loosest first.
const LEVELS: [&[(&str, Operator)]; 5] = [
    &[("||", Operator::Or)],
    &[("&&", Operator::And)],
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
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, links: 0 };
    let expr = parser.expression()?;
    match parser.peek() {
        Token::End => Ok(expr),
        Token::Mark("=") => Err(parser.wrong("`=` is no operator", "compare with `==`")),
        other => {
            let message = format!("{} is not expected here", describe(other));
            Err(parser.wrong(message, "is an operator or a bracket missing?"))
        }
    }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
    links: usize,
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

    fn take(&mut self, mark: &str) -> bool {
        let found = matches!(self.peek(), Token::Mark(found) if *found == mark);
        if found {
            self.advance();
        }
        found
    }

    fn need(&mut self, mark: &str) -> Result<(), ParseError> {
        if self.take(mark) {
            return Ok(());
        }
        let message = format!("`{mark}` is missing before {}", describe(self.peek()));
        Err(self.wrong(message, ""))
    }

    fn wrong(&self, message: impl Into<String>, hint: &str) -> ParseError {
        ParseError::new(self.at(), message, hint)
    }

    /// Counts an operator or a selection that goes on from what stands before it.
    fn link(&mut self) -> Result<(), ParseError> {
        self.links += 1;
        if self.links > MOST_LINKS {
            let message = format!("more than {MOST_LINKS} operators and selections");
            return Err(self.wrong(message, "split it with `let`, or write `x in [a, b, …]`"));
        }
        Ok(())
    }

    fn expression(&mut self) -> Result<Expr, ParseError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong(format!("nested deeper than {DEEPEST} levels"), "split it with `let`"));
        }
        let at = self.at();
        let mut expr = self.binary(0)?;
        if self.take("?") {
            let yes = self.binary(0)?;
            self.need(":")?;
            let no = self.expression()?;
            let node = ExprNode::Conditional(Box::new(expr), Box::new(yes), Box::new(no));
            expr = Expr { at, node };
        }
        self.depth -= 1;
        Ok(expr)
    }

    fn binary(&mut self, level: usize) -> Result<Expr, ParseError> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let at = self.at();
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.operator(operators) {
            self.link()?;
            self.advance();
            let right = self.binary(level + 1)?;
            left = Expr { at, node: ExprNode::Binary(operator, Box::new(left), Box::new(right)) };
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
            Token::Mark("-") => ExprNode::Negate,
            _ => return self.member(),
        };
        self.advance();
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong(format!("nested deeper than {DEEPEST} levels"), ""));
        }
        let inner = self.unary()?;
        self.depth -= 1;
        Ok(Expr { at, node: wrap(Box::new(inner)) })
    }

    fn member(&mut self) -> Result<Expr, ParseError> {
        let mut expr = self.primary()?;
        loop {
            let at = self.at();
            if matches!(self.peek(), Token::Mark("." | "[")) {
                self.link()?;
            }
            if self.take(".") {
                let name = self.word()?;
                expr = if self.take("(") {
                    let node = self.method(expr, name)?;
                    Expr { at, node }
                } else {
                    Expr { at: at + 1, node: ExprNode::Select(Box::new(expr), name) }
                };
            } else if self.take("[") {
                let index = self.expression()?;
                self.need("]")?;
                expr = Expr { at, node: ExprNode::Index(Box::new(expr), Box::new(index)) };
            } else {
                return Ok(expr);
            }
        }
    }

    fn word(&mut self) -> Result<String, ParseError> {
        match self.advance() {
            Token::Word(word) => Ok(word),
            other => {
                self.next = self.next.saturating_sub(1);
                Err(self.wrong(format!("a name is missing before {}", describe(&other)), ""))
            }
        }
    }

    fn method(&mut self, object: Expr, name: String) -> Result<ExprNode, ParseError> {
        if matches!(&object.node, ExprNode::Name(word) if word == "native") {
            return Ok(ExprNode::Native(name, self.arguments(")")?));
        }
        if let Some(kind) = MacroKind::of(&name) {
            let variable = self.word()?;
            self.need(",")?;
            let body = self.expression()?;
            self.need(")")?;
            return Ok(ExprNode::Macro(kind, Box::new(object), variable, Box::new(body)));
        }
        let mut arguments = vec![object];
        arguments.extend(self.arguments(")")?);
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
        let node = match self.advance() {
            Token::Int(number) => ExprNode::Literal(Value::Int(number)),
            Token::Double(number) => ExprNode::Literal(Value::Double(number)),
            Token::Text(text) => ExprNode::Literal(Value::text(&text)),
            Token::Word(word) => self.name_or_call(word)?,
            Token::Mark("(") => {
                let inner = self.expression()?;
                self.need(")")?;
                return Ok(inner);
            }
            Token::Mark("[") => ExprNode::List(self.arguments("]")?),
            Token::Mark("{") => ExprNode::Map(self.entries()?),
            other => {
                let message = format!("a value is missing before {}", describe(&other));
                return Err(ParseError::new(at, message, ""));
            }
        };
        Ok(Expr { at, node })
    }

    fn name_or_call(&mut self, word: String) -> Result<ExprNode, ParseError> {
        Ok(match word.as_str() {
            "true" => ExprNode::Literal(Value::Bool(true)),
            "false" => ExprNode::Literal(Value::Bool(false)),
            "null" => ExprNode::Literal(Value::Null),
            _ if !self.take("(") => ExprNode::Name(word),
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
}

fn describe(token: &Token) -> String {
    match token {
        Token::Int(number) => format!("`{number}`"),
        Token::Double(number) => format!("`{number}`"),
        Token::Text(text) => format!("\"{text}\""),
        Token::Word(word) => format!("`{word}`"),
        Token::Mark(mark) => format!("`{mark}`"),
        Token::End => "the end".to_owned(),
    }
}
