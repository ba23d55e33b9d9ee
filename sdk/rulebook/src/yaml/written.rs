//! Where the characters of a scalar's text stand in the file, behind quotes, escapes and folded lines.

use super::{Node, Place};

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|` or `>`; its place is where the text begins.
    Block,
}

/// A place in the file, and what follows it.
#[derive(Clone, Copy)]
struct Cursor<'s> {
    rest: &'s str,
    line: usize,
    column: usize,
}

impl Node {
    /// Where a byte of a scalar's text stands in the file; where the scalar begins, if that cannot be told.
    pub(crate) fn place_of(&self, offset: usize) -> Place {
        let found =
            self.text().and_then(|text| locate(&self.place, self.plain_text().is_none(), text, offset));
        found
            .map_or_else(|| self.place.clone(), |(line, column)| Place { line, column, ..self.place.clone() })
    }
}

fn locate(start: &Place, quoted: bool, text: &str, offset: usize) -> Option<(usize, usize)> {
    let source = Cursor::at(start)?;
    let style = match source.rest.as_bytes() {
        _ if !quoted => Style::Plain,
        [b'"', ..] => Style::DoubleQuoted,
        [b'\'', ..] => Style::SingleQuoted,
        _ => Style::Block,
    };
    // The text of a block may begin with a quote of its own.
    let found = walk(source, style, text, offset);
    if quoted { found.or_else(|| walk(source, Style::Block, text, offset)) } else { found }
}

/// Walks along the file and the text side by side: they differ in quotes and escapes, and in the white space around line breaks.
fn walk(mut source: Cursor<'_>, style: Style, text: &str, offset: usize) -> Option<(usize, usize)> {
    let mut left = text;
    match style {
        Style::Plain => {}
        Style::SingleQuoted | Style::DoubleQuoted => source.skip(1),
        Style::Block => {
            source.skip_white();
            left = text.trim_start();
        }
    }
    let begin = (source.line, source.column);
    // The first character is compared even where nothing lies before the offset: it tells the style.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let wanted = offset.max(first);
    while text.len() - left.len() < wanted {
        if source.is_at_break() {
            let next = left.trim_start();
            if text.len() - next.len() > wanted {
                break;
            }
            source.skip_white();
            left = next;
            continue;
        }
        let expected = left.chars().next()?;
        let length = match (style, source.rest.as_bytes()) {
            (Style::DoubleQuoted, [b'\\', b'\n' | b'\r', ..]) => {
                source.skip(1);
                source.skip_white();
                continue;
            }
            (Style::DoubleQuoted, [b'\\', escape, ..]) => match escape {
                b'x' => 4,
                b'u' => 6,
                b'U' => 10,
                _ => 2,
            },
            (Style::SingleQuoted, [b'\'', b'\'', ..]) => 2,
            (Style::SingleQuoted, [b'\'', ..]) | (Style::DoubleQuoted, [b'"', ..]) => return None,
            _ if source.rest.starts_with(expected) => 1,
            _ => return None,
        };
        source.skip(length);
        left = &left[expected.len_utf8()..];
    }
    Some(if offset == 0 { begin } else { (source.line, source.column) })
}

// === impl Cursor ===

impl<'s> Cursor<'s> {
    fn at(place: &'s Place) -> Option<Self> {
        let mut cursor = Self { rest: &place.file.text, line: 1, column: 1 };
        while cursor.line < place.line {
            let end = cursor.rest.find('\n')?;
            cursor.rest = &cursor.rest[end + 1..];
            cursor.line += 1;
        }
        cursor.skip(place.column - 1);
        Some(cursor)
    }

    /// Whether nothing more stands in the line.
    fn is_at_break(&self) -> bool {
        self.rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r'])
    }

    fn skip_white(&mut self) {
        let white = self.rest.len() - self.rest.trim_start().len();
        self.skip(self.rest[..white].chars().count());
    }

    fn skip(&mut self, characters: usize) {
        let mut skipped = self.rest.chars();
        for c in skipped.by_ref().take(characters) {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.rest = skipped.as_str();
    }
}

#[cfg(test)]
mod tests;
