use guidance_country_module::Value;

use super::{ONLY_CHINESE, native};

#[test]
fn a_text_is_named_by_its_letters() {
    for (text, expected) in [
        ("企業法務を取り扱う法律事務所です。", "japanese"),
        ("ｷｬﾝﾍﾟｰﾝ開催", "japanese"),
        ("IBMとの提携について", "japanese"),
        ("我们为企业提供跨境交易法律咨询。", "chinese"),
        ("我們為企業提供跨境交易法律諮詢。本所在東京設有辦事處，歡迎聯絡。", "chinese"),
        ("优の良品 我们的产品很好吃", "chinese"),
        ("本事务所", "chinese"),
        ("東京事務所開設記念講演会", "heading"),
        ("東京事務所開設記念講演会及懇親会開催通知", "chinese"),
        ("우리는 법률 서비스를 제공합니다.", "korean"),
        ("Our fields of practice", "latin"),
        ("Société générale", "latin"),
        ("2026 ・ ー 100%", "none"),
        ("", "none"),
    ] {
        assert_eq!(native(&[Value::text(text)]), Ok(Value::text(expected)), "`{text}`");
    }
}

#[test]
fn what_is_not_a_text_is_refused() {
    assert!(native(&[Value::list(Vec::new())]).is_err());
}

#[test]
fn no_character_of_japanese_prose_counts_as_chinese() {
    let prose = "時間・開発・業務・経済・請求・過去・網羅・質問・没収・還元・専門・東京・車・長・門・問・見・書・馬・鳥・魚・竜・歓迎・売買・感謝・対応・産業・実際・給与・関係・説明";
    let found: String = prose.chars().filter(|c| ONLY_CHINESE.contains(*c)).collect();
    assert_eq!(found, "");
}
