//! Finds absolute terms in Chinese texts: 国家级, 最佳, 第一 … Chinese has no spaces and 最 begins harmless words too (最近,
//! "recently"), so a list of terms to look for is not enough.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use guidance_country_module::Value;

/// Terms that are absolute wherever they stand.
const ABSOLUTE: &[&str] = &[
    "国家级",
    "世界级",
    "宇宙级",
    "顶级",
    "顶尖",
    "极品",
    "极致",
    "绝无仅有",
    "独一无二",
    "史无前例",
    "前无古人",
    "无与伦比",
    "首屈一指",
    "全网第一",
    "全国第一",
    "世界第一",
    "销量第一",
    "排名第一",
    "第一品牌",
    "第一",
    "唯一",
    "冠军",
    "王牌",
    "万能",
    "百分之百",
    "绝对",
];
/// Words that hold one of [`ABSOLUTE`] and mean something else.
const HARMLESS: &[&str] = &[
    "第一时间",
    "第一次",
    "第一步",
    "第一章",
    "第一条",
    "第一款",
    "第一季度",
    "第一批",
    "第一天",
    "第一手",
    "第一财经",
    "第一百",
    "唯一标识",
    "绝对值",
];
/// The sign of superlatives.
const MOST: &str = "最";
/// What may follow 最 without making a superlative that praises.
const AFTER_MOST: &[char] = &['近', '后', '终', '初', '早', '晚', '迟', '多', '少', '新'];

/// `superlatives(text, language)`: the absolute terms in a text, each once, in the order they stand. A text in another
/// language than Chinese has none.
pub(crate) fn native(arguments: &[Value]) -> Result<Value, String> {
    let text = |index: usize| arguments[index].as_text().ok_or("text and language must be texts");
    let (text, language) = (text(0)?, text(1)?);
    if !language.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh")) {
        return Ok(Value::list(Vec::new()));
    }
    Ok(Value::list(find(text).into_iter().map(Value::text).collect()))
}

/// The absolute terms of a Chinese text.
fn find(text: &str) -> Vec<&str> {
    /// Absolute terms, what only looks like one, and 最. Of several that begin at one place the longest counts.
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let words = ABSOLUTE.iter().chain(HARMLESS).chain([&MOST]);
        let searcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
        searcher.expect("few and short words")
    });
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(hit) = WORDS.find(Input::new(text).range(at..)) {
        let word = &text[hit.range()];
        at = hit.end();
        if word == MOST {
            at = hit.start() + most(&text[hit.start()..], &mut found);
        } else if hit.pattern().as_usize() < ABSOLUTE.len() {
            note(&mut found, word);
        }
    }
    found
}

/// 最 with what it praises: one character, two for 最高级 and its like.
fn most<'t>(text: &'t str, found: &mut Vec<&'t str>) -> usize {
    let mut characters = text.char_indices().skip(1);
    let Some((_, next)) = characters.next() else { return text.len() };
    let after = characters.next();
    if AFTER_MOST.contains(&next) || !is_han(next) {
        return '最'.len_utf8();
    }
    let end = match after {
        Some((at, '级')) => at + '级'.len_utf8(),
        Some((at, _)) => at,
        None => text.len(),
    };
    note(found, &text[..end]);
    end
}

fn note<'t>(found: &mut Vec<&'t str>, term: &'t str) {
    if !found.contains(&term) {
        found.push(term);
    }
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests;
