use super::*;

#[tokio::test]
async fn a_request_holds_one_whole_message_as_it_is() {
    let limit = 4;
    let cases: [(&str, &[u8], &str); 8] = [
        ("one message", &[0, 0, 0, 0, 2, 7, 8], "taken"),
        ("an empty one", &[0, 0, 0, 0, 0], "taken"),
        ("as large as the limit", &[0, 0, 0, 0, 4, 1, 2, 3, 4], "taken"),
        ("larger", &[0, 0, 0, 0, 5, 1, 2, 3, 4, 5], "too large"),
        ("none", &[], "unreadable"),
        ("half of one", &[0, 0, 0, 0, 2, 7], "unreadable"),
        ("more than one", &[0, 0, 0, 0, 0, 0, 0, 0], "unreadable"),
        ("a compressed one", &[1, 0, 0, 0, 1, 7], "compressed"),
    ];
    for (case, sent, expected) in cases {
        let body = Body::new(Full::new(Bytes::from_static(sent)));
        let outcome = match Message::read("/a.B/C", body, limit).await {
            Ok(message) if message.bytes() == &sent[PREFIX..] => "taken",
            Err(Error::TooLarge { limit: 4 }) => "too large",
            Err(Error::Unreadable { .. }) => "unreadable",
            Err(Error::Compressed) => "compressed",
            other => panic!("{case}: {other:?}"),
        };
        assert_eq!(outcome, expected, "{case}");
    }
}
