//! What a sentence ending says about the speaker's respect for the reader.

use super::sentences::Sentence;
use crate::hangul::{Final, last_consonant};

/// The style of one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// 합니다, 합니까, 하십시오.
    Formal,
    /// 해요, 하세요, 합시다.
    Polite,
    /// 한다, 해라; 해, 했어, 할게.
    Plain,
}

/// Nouns that end in 요.
const NOUNS_IN_YO: &[&str] = &["필요", "중요", "주요", "개요", "수요", "소요", "강요", "민요", "동요"];
/// Nouns that end as 한다 does.
const NOUNS_IN_NDA: &[&str] = &["우간다", "르완다", "판다", "혼다"];
/// Nouns that end in 해, in compounds too.
const NOUNS_IN_HAE: &[&str] =
    &["피해", "손해", "침해", "재해", "오해", "양해", "견해", "지중해", "지난해", "이듬해"];
/// Words that end in 해 and end no sentence. Only as a whole: 확인해 is none of them.
const OTHERS_IN_HAE: &[&str] = &[
    "동해",
    "서해",
    "남해",
    "북해",
    "홍해",
    "이해",
    "방해",
    "저해",
    "공해",
    "상해",
    "유해",
    "무해",
    "새해",
    "올해",
    "당해",
    "다음해",
    "위해",
    "통해",
    "대해",
    "인해",
    "의해",
    "향해",
    "비해",
    "관해",
    "더해",
];
/// Nouns that end in 어 or 아 after a closed syllable.
const NOUNS_IN_EO_OR_A: &[&str] = &[
    "국어",
    "본어",
    "영어",
    "독어",
    "단어",
    "언어",
    "용어",
    "원어",
    "문어",
    "연어",
    "장어",
    "인어",
    "잉어",
    "붕어",
    "등어",
    "상어",
    "청어",
    "송어",
    "숭어",
    "검색어",
    "신조어",
    "육아",
    "남아",
    "동아",
    "발아",
    "신생아",
    "입양아",
];
/// Nouns that end in 야, and 해야 with its like.
const OTHERS_IN_YA: &[&str] =
    &["분야", "시야", "심야", "평야", "광야", "임야", "전야", "해야", "어야", "아야", "여야", "돼야"];
/// Endings that are plain wherever a sentence ends in them.
const PLAIN: &[&str] = &[
    "잖아",
    "거든",
    "더라",
    "구나",
    "거야",
    "이야",
    "할래",
    "갈래",
    "볼래",
    "해라",
    "봐라",
    "둬라",
    "와라",
    "하렴",
    "줘",
    "봐",
    "돼",
    "안녕",
    "고마워",
    "반가워",
    "몰라",
    "하네",
    "그렇지",
    "맞지",
    "좋지",
];
/// What forbids plainly, after 지.
const FORBIDDING: &[&str] = &["마", "마라"];
/// Adverbs that end in 게 after ㄹ.
const ADVERBS_IN_GE: &[&str] = &["길게", "멀게", "힘들게", "둥글게", "달게"];

/// The style of a sentence, by its last word; nothing where that says nothing.
pub(super) fn of(sentence: &Sentence) -> Option<Ending> {
    let is_address = |word: &&String| word.ends_with('님') || word.ends_with("여러분");
    // Whoever is spoken to may stand last: 안녕하세요, 고객님.
    let mut words = sentence.words.iter().rev().skip_while(is_address);
    let word = words.next()?;
    formal(word).or_else(|| polite(word)).or_else(|| plain(word, words.next(), sentence.is_question))
}

fn formal(word: &str) -> Option<Ending> {
    if word.ends_with("십시오") || word.ends_with("십시요") {
        return Some(Ending::Formal);
    }
    let stem = word.strip_suffix("니다").or_else(|| word.strip_suffix("니까"))?;
    (last_of(stem) == Some(Final::B)).then_some(Ending::Formal)
}

fn polite(word: &str) -> Option<Ending> {
    if word.strip_suffix("시다").is_some_and(|stem| last_of(stem) == Some(Final::B)) {
        return Some(Ending::Polite);
    }
    let is_verb = word.ends_with("죠") || word.chars().count() > 1 && word.ends_with('요');
    (is_verb && !ends_in_any(word, NOUNS_IN_YO)).then_some(Ending::Polite)
}

fn plain(word: &str, before: Option<&String>, is_question: bool) -> Option<Ending> {
    let is_plain = declares(word)
        || forbids(word, before)
        || ends_in_any(word, PLAIN)
        || among_friends(word)
        || is_question && asks(word);
    is_plain.then_some(Ending::Plain)
}

/// 한다, 했다, 있다, 이다. Not 더하다 or 잇다: as dictionaries write them, verbs make slogans that speak to nobody.
fn declares(word: &str) -> bool {
    let is_tensed =
        |stem| matches!(last_of(stem), Some(Final::N | Final::Ss)) || stem.ends_with(['이', '없', '니']);
    word.strip_suffix('다').is_some_and(is_tensed) && !ends_in_any(word, NOUNS_IN_NDA)
}

/// 하지 마, 하지마라. Not 고구마 or 마라.
fn forbids(word: &str, before: Option<&String>) -> bool {
    FORBIDDING.iter().any(|ending| {
        let stem = word.strip_suffix(ending);
        stem.is_some_and(|stem| {
            if stem.is_empty() {
                before.is_some_and(|word| word.ends_with('지'))
            } else {
                stem.ends_with('지')
            }
        })
    })
}

/// 시작해, 좋아, 했어, 최고야, 할게.
fn among_friends(word: &str) -> bool {
    let length = word.chars().count();
    if length < 2 {
        return false;
    }
    let before = |suffix| word.strip_suffix(suffix).and_then(last_of);
    let is_closed = |suffix| before(suffix).is_some_and(|last| last != Final::Open);
    word.ends_with('해') && !ends_in_any(word, NOUNS_IN_HAE) && !OTHERS_IN_HAE.contains(&word)
        || (is_closed("어") || is_closed("아")) && !ends_in_any(word, NOUNS_IN_EO_OR_A)
        || word.ends_with('야') && !ends_in_any(word, OTHERS_IN_YA)
        || before("게") == Some(Final::L) && !ADVERBS_IN_GE.contains(&word)
        || matches!(before("지").or(before("네")), Some(Final::Ss))
}

/// 할까?, 있니?, 하냐?
fn asks(word: &str) -> bool {
    word.chars().count() > 1 && word.ends_with(['까', '니', '냐'])
}

fn last_of(stem: &str) -> Option<Final> {
    stem.chars().last().and_then(last_consonant)
}

fn ends_in_any(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}
