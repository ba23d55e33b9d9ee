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
    /// 한다, 해라, 하자; 해, 했어, 할게.
    Plain,
}

/// Nouns that end in 요.
const NOUNS_IN_YO: &[&str] = &["필요", "중요", "주요", "개요", "수요", "소요", "강요", "민요", "동요"];
/// Nouns that end in 다.
const NOUNS_IN_DA: &[&str] =
    &["바다", "캐나다", "우간다", "르완다", "판다", "소다", "람다", "혼다", "마쓰다"];
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
/// Words that are a plain invitation; 자 ends too many nouns (투자, 소비자) to be looked for alone.
const INVITATIONS: &[&str] = &[
    "하자",
    "가자",
    "보자",
    "먹자",
    "놀자",
    "쓰자",
    "찾자",
    "받자",
    "떠나자",
    "만나자",
    "즐기자",
    "지키자",
    "만들자",
    "나누자",
    "시작하자",
    "함께하자",
];
/// Endings that are plain wherever a sentence ends in them.
const PLAIN: &[&str] = &[
    "잖아",
    "거든",
    "더라",
    "구나",
    "는데도",
    "거야",
    "이야",
    "할래",
    "갈래",
    "볼래",
    "해라",
    "하라",
    "가라",
    "봐라",
    "마라",
    "말라",
    "둬라",
    "와라",
    "되라",
    "하렴",
    "해줘",
    "줘",
    "해봐",
    "봐",
    "마",
    "안돼",
    "안녕",
    "고마워",
    "반가워",
    "몰라",
    "하네",
    "그렇지",
    "맞지",
    "좋지",
    "하지마",
];
/// Nouns that end in one of [`PLAIN`].
const NOUNS_IN_PLAIN: &[&str] = &["이마", "드라마", "도마", "치마", "장마", "하마", "테마", "엄마", "로마"];
/// Adverbs that end in 게 after ㄹ.
const ADVERBS_IN_GE: &[&str] = &["길게", "멀게", "힘들게", "둥글게", "달게"];

/// The style of a sentence, by its last word; nothing where that says nothing.
pub(super) fn of(sentence: &Sentence) -> Option<Ending> {
    let is_address = |word: &&String| word.ends_with('님') || word.ends_with("여러분");
    // Whoever is spoken to may stand last: 안녕하세요, 고객님.
    let word = sentence.words.iter().rev().find(|word| !is_address(word))?;
    formal(word).or_else(|| polite(word)).or_else(|| plain(word, sentence.is_question))
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

fn plain(word: &str, is_question: bool) -> Option<Ending> {
    let is_plain = declares(word)
        || INVITATIONS.contains(&word)
        || ends_in_any(word, PLAIN) && !ends_in_any(word, NOUNS_IN_PLAIN)
        || among_friends(word)
        || is_question && asks(word);
    is_plain.then_some(Ending::Plain)
}

/// 한다, 이다, 있다.
fn declares(word: &str) -> bool {
    word.chars().count() > 1 && word.ends_with('다') && !ends_in_any(word, NOUNS_IN_DA)
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
