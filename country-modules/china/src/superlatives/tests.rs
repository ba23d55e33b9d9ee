use guidance_country_module::Value;

use super::{ABSOLUTE, HARMLESS, find, native};

#[test]
fn absolute_terms_are_found_and_harmless_words_are_not() {
    for (text, expected) in [
        ("我们是国家级律师事务所，服务最佳。", &["国家级", "最佳"][..]),
        ("本所提供国家级服务。", &["国家级"]),
        ("最高级的团队，行业第一", &["最高级", "第一"]),
        ("我们第一时间回复，最近更新了最终版本。", &[]),
        ("第一时间送达，销量第一", &["销量第一"]),
        ("最好，还是最好", &["最好"]),
        ("我们为企业提供跨境交易法律咨询。", &[]),
        ("最", &[]),
        ("最 good", &[]),
        ("", &[]),
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
fn a_text_in_another_language_has_none() {
    let texts = [Value::text("世界第一"), Value::text("ja")];
    assert_eq!(native(&texts), Ok(Value::list(Vec::new())));
}
