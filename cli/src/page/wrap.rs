//! Breaking, cutting and cleaning of text, by the columns it takes.

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The lines of a text, at most `width` columns wide; a word that is wider by itself stays whole. At least one line.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let (mut lines, mut line, mut start) = (Vec::new(), String::new(), 0);
    for (end, opportunity) in linebreaks(text) {
        // Korean is read in words: between spaces, although it may be broken at any syllable.
        if is_hangul(text[..end].chars().next_back()) && is_hangul(text[end..].chars().next()) {
            continue;
        }
        let piece = &text[start..end];
        start = end;
        if !line.is_empty() && line.width() + piece.trim_end().width() > width {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(piece.trim_end_matches(['\n', '\r']));
        if opportunity == BreakOpportunity::Mandatory {
            lines.push(std::mem::take(&mut line));
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

fn is_hangul(c: Option<char>) -> bool {
    matches!(c, Some('\u{ac00}'..='\u{d7a3}'))
}

/// A text in at most `width` columns; what is left out shows as `…`.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut kept, mut used) = (String::new(), 0);
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= width {
            break;
        }
        kept.push(c);
    }
    let kept = kept.trim_end();
    format!("{kept}…")
}

/// A text without what could steer a terminal: control characters, and marks that turn the direction of writing.
pub fn clean(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.trim_end().chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}
