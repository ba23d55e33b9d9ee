use super::Header;

#[test]
fn reads_what_belongs_together_in_any_spelling() {
    let cases = [
        ("module: asia\nregion: asia\n", ("asia", None, Some("asia"), vec![])),
        (
            "# the market\nmodule: china\nmarket: CN\nname: {en: China, zh-Hans: 中国}\nextends: [asia]\n",
            ("china", Some("CN"), None, vec!["asia"]),
        ),
        (
            "module: \"norway\"\nmarket: NO\naffiliate:\n  role: {en: Desk}\n  market: XX\nextends:\n- nordic\n- europe\n",
            ("norway", Some("NO"), None, vec!["nordic", "europe"]),
        ),
        ("module: a\n---\nmarket: CN\n", ("a", None, None, vec![])),
        ("module: torn\nmarket: [CN\n", ("torn", Some("CN"), None, vec![])),
        ("", ("", None, None, vec![])),
    ];
    for (text, (module, market, region, extends)) in cases {
        let header = Header::parse(text);
        let seen = (
            header.module.as_str(),
            header.market.as_deref(),
            header.region.as_deref(),
            header.extends.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        assert_eq!(seen, (module, market, region, extends), "in {text:?}");
    }
}
