//! "Did you mean …": the nearest valid word to a wrong one.

/// Nobody mistypes a longer word, and comparing takes time with its length.
const LONGEST: usize = 64;

/// The words nearest to `wrong`, best first, at most three; empty when none is near.
pub fn nearest<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if wrong.chars().nth(LONGEST).is_some() {
        return Vec::new();
    }
    let wrong = wrong.to_lowercase();
    let mut scored: Vec<(f64, &str)> = valid
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&wrong, &word.to_lowercase()), word))
        .filter(|(score, _)| *score >= 0.75)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by_key(|(_, word)| *word);
    scored.into_iter().take(3).map(|(_, word)| word).collect()
}

/// What somebody wrote, in quotes and short enough for a message.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// A hint for a wrong word: the nearest valid one, or all valid ones when few.
pub(crate) fn hint(wrong: &str, valid: &[&str]) -> String {
    match nearest(wrong, valid.iter().copied()).first() {
        Some(word) => format!("did you mean `{word}`?"),
        None if valid.is_empty() => "there is none yet".to_owned(),
        None if valid.len() <= 12 => format!("valid here: {}", valid.join(", ")),
        None => format!("valid here are {} words, none of them near", valid.len()),
    }
}
