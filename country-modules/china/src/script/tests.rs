use guidance_country_module::Value;

use super::{Letters, Script, native};

#[test]
fn a_text_is_told_by_the_characters_of_one_script() {
    for (text, expected) in [
        ("我们为企业提供跨境交易法律咨询。", Script::Simplified),
        ("我們為企業提供跨境交易法律諮詢。", Script::Traditional),
        ("歡迎光臨，全館八折優惠", Script::Traditional),
        ("欢迎光临，全馆八折优惠", Script::Simplified),
        // One name of Taiwan in a text for the mainland.
        ("本所与鴻海的同事一起，为在华企业讲解数据合规与劳动用工的实务问题，欢迎报名。", Script::Simplified),
        // Half converted.
        ("我们為客户提供專业服务", Script::Mixed),
        ("人人有用，天天有心", Script::Shared),
        ("微信 WeChat 公众号", Script::Simplified),
        ("请见https://www.example.com/news/company-law/2027/", Script::Simplified),
        ("mail@example.com", Script::None),
        ("We are pleased to announce our new service.", Script::Latin),
        ("Ça va être très bien", Script::Latin),
        ("ＡＢＣ", Script::Latin),
        // An English text with a Chinese name.
        ("Our colleagues in Shanghai have written a short guide to WeChat (微信).", Script::Latin),
        ("新しい製品を紹介します。", Script::Other),
        ("새 자료를 안내드립니다.", Script::Other),
        ("Здравствуйте", Script::Other),
        // A Japanese product named in a Chinese text.
        ("这款来自日本的优の良品零食，适合与同事分享。", Script::Simplified),
        ("2027-03-01, 88%!", Script::None),
        ("", Script::None),
    ] {
        assert_eq!(Letters::of(text).script(), expected, "in `{text}`");
    }
}

#[test]
fn rules_get_a_word() {
    assert_eq!(native(&[Value::text("繁體字")]), Ok(Value::text("traditional")));
    assert!(native(&[Value::list(Vec::new())]).is_err(), "a list is no text");
}
