use guidance_country_module::Value;

use super::{SpeechLevel, native, speech_level};

#[test]
fn a_text_speaks_as_its_sentences_end() {
    for (text, expected) in [
        ("새 자료를 안내드립니다. 많은 관심 부탁드립니다.", SpeechLevel::Formal),
        ("궁금한 점이 있으십니까? 아래로 연락해 주십시오.", SpeechLevel::Formal),
        ("법률 자문 안내\n\n기업 고객을 위한 세미나를 엽니다", SpeechLevel::Formal),
        ("안녕하세요. 새 소식을 전해 드려요!", SpeechLevel::Polite),
        ("같이 볼까요? 정말 쉽죠~", SpeechLevel::Polite),
        ("함께 시작합시다!", SpeechLevel::Polite),
        ("새 소식을 전합니다. 지금 확인해 보세요.", SpeechLevel::Polite),
        ("지금 바로 확인해!", SpeechLevel::Plain),
        ("이거 진짜 최고야. 너도 써 봐", SpeechLevel::Plain),
        ("새로 나왔어ㅋㅋ", SpeechLevel::Plain),
        ("우리는 고객의 성공을 돕는다. 그것이 우리의 일이다.", SpeechLevel::Plain),
        ("놓치지 마라!", SpeechLevel::Plain),
        ("걱정하지마", SpeechLevel::Plain),
        ("할인이 없다. 그래도 좋은 품질이다.", SpeechLevel::Plain),
        ("아직도 모르니? 같이 갈까?", SpeechLevel::Plain),
        ("알려 줄게.", SpeechLevel::Plain),
        ("이해가 안 돼?", SpeechLevel::Plain),
        ("안녕하세요, 고객님. 이번 행사 놓치지 마!", SpeechLevel::Mixed),
        ("행사를 안내합니다. 빨리 신청해~", SpeechLevel::Mixed),
        ("우리는 고객을 돕는다. 언제든 문의해 주세요.", SpeechLevel::Mixed),
        ("감사합니다, 여러분!", SpeechLevel::Formal),
        ("김 대표님", SpeechLevel::Unclear),
        ("신제품 출시", SpeechLevel::Unclear),
        ("법률 자문 분야", SpeechLevel::Unclear),
        ("상담 필요", SpeechLevel::Unclear),
        ("지원 언어: 한국어", SpeechLevel::Unclear),
        ("여름 바다", SpeechLevel::Unclear),
        ("마음을 잇다, 내일을 더하다", SpeechLevel::Unclear),
        ("지금 떠나자!", SpeechLevel::Unclear),
        ("매운맛 마라, 달콤한 고구마", SpeechLevel::Unclear),
        ("귀여운 아기 판다", SpeechLevel::Unclear),
        ("주말마다, 무엇보다", SpeechLevel::Unclear),
        ("모두를 위해", SpeechLevel::Unclear),
        ("2027년 새해", SpeechLevel::Unclear),
        ("개인정보 침해", SpeechLevel::Unclear),
        ("한국을 더 잘 이해해", SpeechLevel::Plain),
        ("투자자, 소비자", SpeechLevel::Unclear),
        ("문의 02-123-4567", SpeechLevel::Unclear),
        ("We speak English.", SpeechLevel::Unclear),
        ("", SpeechLevel::Unclear),
    ] {
        assert_eq!(speech_level(text), expected, "in `{text}`");
    }
}

#[test]
fn quoted_speech_is_somebody_elses() {
    for (text, expected) in [
        ("고객이 “정말 좋아!”라고 말했습니다.", SpeechLevel::Formal),
        ("\"진짜 최고야\"라는 후기가 많아요.", SpeechLevel::Polite),
        ("‘놓치지 마!’ 행사를 엽니다.", SpeechLevel::Formal),
        ("“끝나지 않은 인용. 지금 확인해!", SpeechLevel::Plain),
        ("신청해 주세요 (선착순이다)", SpeechLevel::Polite),
        ("(광고) 지금 신청해!", SpeechLevel::Plain),
    ] {
        assert_eq!(speech_level(text), expected, "in `{text}`");
    }
}

#[test]
fn a_text_of_nothing_but_opening_marks_is_read_once() {
    assert_eq!(speech_level(&"“(".repeat(50_000)), SpeechLevel::Unclear);
}

#[test]
fn hashtags_and_pictures_hide_no_ending() {
    for text in [
        "지금 확인해 보세요 #신상 #세일",
        "지금 확인해 보세요 😊",
        "지금 확인해 보세요~♥",
        "안내 | 지금 확인해 보세요",
    ] {
        assert_eq!(speech_level(text), SpeechLevel::Polite, "in `{text}`");
    }
}

#[test]
fn a_full_stop_within_a_number_or_a_name_ends_no_sentence() {
    for (text, expected) in [
        ("2027.3.1 개최합니다.", SpeechLevel::Formal),
        ("www.example.com 에서 신청하세요.", SpeechLevel::Polite),
        ("4.5점을 받았습니다", SpeechLevel::Formal),
    ] {
        assert_eq!(speech_level(text), expected, "in `{text}`");
    }
}

#[test]
fn every_answer_has_its_word() {
    for (text, word) in [
        ("합니다.", "formal"),
        ("해요.", "polite"),
        ("한다.", "plain"),
        ("합니다. 한다.", "mixed"),
        ("안내", "unclear"),
    ] {
        assert_eq!(native(&[Value::text(text)]), Ok(Value::text(word)), "in `{text}`");
    }
}

#[test]
fn a_truth_value_is_no_text() {
    assert!(native(&[Value::Bool(true)]).is_err());
}
