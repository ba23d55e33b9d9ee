use guidance_country_module::Value;

use super::words::{CLAIMS_EN, CLAIMS_JA, HARMLESS_EN, HARMLESS_JA};
use super::{Words, native};

#[test]
fn claims_are_found_and_harmless_words_are_not() {
    for (language, text, expected) in [
        ("ja", "顧客満足度No.1の法律事務所", &["No.1"][..]),
        ("ja", "満足度Ｎｏ．１、業界初の仕組み", &["Ｎｏ．１", "業界初"]),
        ("ja", "№1の実績", &["№1"]),
        ("ja", "日本一の品ぞろえ。日本一です。", &["日本一"]),
        ("ja", "最高級の素材と最高の技術", &["最高級", "最高"]),
        ("ja", "売上ランキング１位", &["１位"]),
        ("ja", "ランキング11位、No.10の部屋、No.1,200号", &[]),
        ("ja", "最大50%オフ、最大で３割引、最高 ¥1,000引き、最大級の会場", &["最大級"]),
        ("ja", "品質は最高です", &["最高"]),
        ("ja", "最近、最初の最終案内を最寄りの窓口で最後に配りました。", &[]),
        ("ja", "最高裁判所の判例と最高経営責任者の挨拶", &[]),
        ("ja", "世界一周の旅を最大限に楽しむ", &[]),
        ("JA-JP", "世界初", &["世界初"]),
        ("en", "We are the best and Japan’s first.", &["the best", "Japan’s first"]),
        ("en", "All the best, and in the best interests of the bestseller", &[]),
        ("en", "Ranked #1, not #12 or #1minute", &["#1"]),
        ("ja", "業界一般の話ですが、同一位置に置きます。", &[]),
        ("ja", "No.1、日本一", &["No.1", "日本一"]),
        ("zh-Hans", "世界第一 No.1", &[]),
        ("ja", "", &[]),
    ] {
        let expected = Value::list(expected.iter().copied().map(Value::text).collect());
        assert_eq!(native(&[Value::text(text), Value::text(language)]), Ok(expected), "in `{text}`");
    }
}

#[test]
fn every_word_is_known_where_it_stands_alone() {
    for (claims, harmless) in [(CLAIMS_JA, HARMLESS_JA), (CLAIMS_EN, HARMLESS_EN)] {
        let words = Words::of(claims, harmless);
        for claim in claims {
            assert_eq!(words.find(claim), [*claim], "{claim} claims");
        }
        for word in harmless {
            assert_eq!(words.find(word), [""; 0], "{word} claims nothing");
            assert!(claims.iter().any(|claim| word.contains(claim)), "{word} holds no claim: leave it out");
        }
    }
}

#[test]
fn what_is_not_a_text_is_refused() {
    assert!(native(&[Value::text("x"), Value::list(Vec::new())]).is_err());
}
