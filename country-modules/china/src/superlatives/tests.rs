use guidance_country_module::Value;

use super::words::{ABSOLUTE, HARMLESS};
use super::{MOST_TERMS, find, native};

#[test]
fn absolute_terms_are_found_and_harmless_words_are_not() {
    for (text, expected) in [
        ("我们是国家级律师事务所，服务最佳。", &["国家级", "最佳"][..]),
        ("本所提供国家级服务。", &["国家级"]),
        ("最高级的团队，行业第一", &["最高级", "第一"]),
        ("我们第一时间回复，最近更新了最终版本。", &[]),
        ("第一时间送达，销量第一", &["销量第一"]),
        ("最好，还是最好", &["最好"]),
        ("采用最先进的工艺", &["最先进"]),
        ("我们为企业提供跨境交易法律咨询。", &[]),
        ("坐落于国家级新区，服务国家级项目", &["国家级"]),
        ("本案由最高人民法院提审，第一被告已到庭。", &[]),
        ("开业当天最好先预约，最佳食用时间为三天", &[]),
        ("万能险是保险，万能工具不是", &["万能"]),
        ("第一，请核实资质；第二，签约前做尽职调查。", &[]),
        ("三点建议：第一、核实；其次、签约", &[]),
        ("销量第一，口碑第二", &["销量第一"]),
        ("行业第一，第二名远远落后", &["第一"]),
        ("第一，就是我们", &["第一"]),
        ("第一方数据，分第一阶段和第二阶段采集", &[]),
        ("最", &[]),
        ("最 good", &[]),
        ("", &[]),
    ] {
        assert_eq!(find(text), expected, "in `{text}`");
    }
}

#[test]
fn other_spellings_are_found_as_they_are_written() {
    for (text, expected) in [
        // Spaced out.
        ("服务最 佳", &["最 佳"][..]),
        ("服务最　佳", &["最　佳"]),
        ("行业第\u{200b}一", &["第\u{200b}一"]),
        ("国·家·级团队", &["国·家·级"]),
        ("最 近更新", &[]),
        ("最\n佳", &[]),
        // Traditional characters.
        ("國家級團隊，頂級服務", &["國家級", "頂級"]),
        ("我們絕對是銷量冠軍", &["絕對", "冠軍"]),
        ("第壹品牌，世界第壹", &["第壹品牌", "世界第壹"]),
        ("第壹時間回覆，最後更新", &[]),
        // Digits and full-width forms.
        ("销量第1，全国第１", &["销量第1", "全国第１"]),
        ("第1季度，第10名，第１２届", &[]),
        ("行业NO.1，口碑Ｎｏ．１，TOP 1品牌", &["NO.1", "Ｎｏ．１", "TOP 1"]),
        ("国内No1", &["No1"]),
        ("TOP10榜单，No.12，piano 1，Laptop1", &[]),
        ("共1页", &[]),
    ] {
        assert_eq!(find(text), expected, "in `{text}`");
    }
}

#[test]
fn every_word_is_known_wherever_it_stands() {
    for word in ABSOLUTE {
        assert_eq!(find(&format!("本所{word}")), [*word], "{word} is absolute");
    }
    for word in HARMLESS {
        assert_eq!(find(&format!("本所{word}")), [""; 0], "{word} is harmless");
    }
}

#[test]
fn a_text_of_nothing_else_is_told_in_part() {
    let text: String = ('\u{4e00}'..='\u{9fff}').flat_map(|c| ['最', c]).collect();
    assert_eq!(find(&text).len(), MOST_TERMS);
}

#[test]
fn a_text_in_another_language_has_none() {
    let texts = [Value::text("世界第一"), Value::text("ja")];
    assert_eq!(native(&texts), Ok(Value::list(Vec::new())));
}
