use guidance_country_module::Value;

use super::forms::{NO_VERB, PLAIN};
use super::{is_plain_verb, native};

#[test]
fn the_end_of_a_sentence_shows_its_level() {
    for (text, expected) in [
        ("今日から始まる。", "plain"),
        ("新しい資料を公開した", "plain"),
        ("これは便利だ！", "plain"),
        ("まだ間に合うぞ", "plain"),
        ("試してみて！", "plain"),
        ("毎日が楽しい。", "plain"),
        ("今すぐ登録しよう！", "plain"),
        ("いますぐ登録して！", "plain"),
        ("荷物が届く。心が動く。", "plain"),
        ("ありがとう。", "plain"),
        ("資料を公開しました。", "polite"),
        ("ぜひお試しください！", "polite"),
        ("参加しませんか？", "polite"),
        ("便利ですよね。", "polite"),
        ("便利です\n(期間限定)", "polite"),
        ("新しいサービスをご案内いたします。", "honorific"),
        ("平素より格別のご高配を賜り、厚く御礼申し上げます。", "honorific"),
        ("説明会を開催します。ご参加をお待ちしております。", "honorific"),
        ("資料をご覧ください。", "honorific"),
    ] {
        assert_eq!(native(&[Value::text(text)]), Ok(Value::text(expected)), "`{text}`");
    }
}

#[test]
fn the_rudest_sentence_decides() {
    for (text, expected) in [
        ("ご案内いたします。もう迷わない。", "plain"),
        ("今日から始まる。お待ちしております。", "plain"),
        ("説明会を開催します。\n続きを読む\n資料を請求する", "polite"),
        ("新製品発表会のお知らせ\nお待ちしております。", "honorific"),
        ("「すごい。もう手放せない！」とのお声をいただきました。", "honorific"),
        ("『最高だ』という感想が届きました。", "polite"),
    ] {
        assert_eq!(native(&[Value::text(text)]), Ok(Value::text(expected)), "`{text}`");
    }
}

#[test]
fn headings_and_other_languages_show_none() {
    for text in [
        "新製品発表会のお知らせ",
        "取扱分野: 相続、企業法務",
        "春のキャンペーン",
        "お支払いについて",
        "お手伝い",
        "新しい働き方のために",
        "法律相談のご案内",
        "駅の近く",
        "詳しく見る",
        "選べる三つ",
        "選択肢の一つとして",
        "あなたへ。あなた。",
        "We are open.",
        "我们为企业提供法律咨询。",
        "",
        "「",
    ] {
        assert_eq!(native(&[Value::text(text)]), Ok(Value::text("none")), "`{text}`");
    }
}

#[test]
fn no_exception_is_idle() {
    for word in NO_VERB {
        let looks_plain = is_plain_verb(word) || PLAIN.iter().any(|form| word.ends_with(form));
        assert!(looks_plain, "{word} ends like no plain sentence: leave it out");
    }
}
