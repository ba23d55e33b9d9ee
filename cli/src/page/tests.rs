use unicode_width::UnicodeWidthStr as _;

use super::*;

const PLAIN: Terminal = Terminal { width: 24, has_colour: false };

#[test]
fn lines_are_broken_by_their_width_in_any_script() {
    for (text, width, expected) in [
        ("", 10, &[""][..]),
        ("one two three", 8, &["one two", "three"]),
        ("在中国大陆，很多外国网络被屏蔽。", 12, &["在中国大陆，", "很多外国网络", "被屏蔽。"]),
        ("広告は「広告」と明示してください。", 14, &["広告は「広告」", "と明示してくだ", "さい。"]),
        ("공정거래위원회 심사지침을 따릅니다", 16, &["공정거래위원회", "심사지침을", "따릅니다"]),
        ("व्हाट्सऐप भारत में", 10, &["व्हाट्सऐप", "भारत में"]),
        ("a\nb", 10, &["a", "b"]),
        ("unbreakablewordthatiswide x", 8, &["unbreakablewordthatiswide", "x"]),
    ] {
        let lines = wrap(text, width);
        assert_eq!(lines, expected, "{text}");
        for line in lines.iter().filter(|line| !line.starts_with("unbreak")) {
            assert!(line.width() <= width, "{line} is wider than {width}");
        }
    }
}

#[test]
fn a_text_is_cut_by_its_width() {
    for (text, width, expected) in
        [("short", 5, "short"), ("longer", 5, "long…"), ("中国大陆", 6, "中国…"), ("中国大陆", 8, "中国大陆")]
    {
        let shown = cut(text, width);
        assert_eq!(shown, expected);
        assert!(shown.width() <= width);
    }
}

#[test]
fn what_could_steer_a_terminal_is_replaced() {
    assert_eq!(clean("a\x1b[31mb\u{202e}c\r\n"), "a\u{fffd}[31mb\u{fffd}c");
}

#[test]
fn paragraphs_hang_on_their_marks() {
    let mut page = Page::new(PLAIN);
    page.heading("Findings");
    page.item(1, "✗ ", Ink::Bad, "A channel that nobody can reach");
    page.labelled(3, "why", "It is so");
    page.labelled(3, "fix", "");
    page.gap();
    page.gap();
    page.paragraph(0, Ink::Plain, "end");
    let expected = "Findings\n ✗ A channel that nobody\n   can reach\n   why      It is so\n\nend\n";
    assert_eq!(page.into_text(), expected);
}

#[test]
fn colour_is_for_terminals_alone() {
    assert_eq!(Ink::Bad.paint("NO_GO", PLAIN), "NO_GO");
    assert_eq!(Ink::Bad.paint("NO_GO", Terminal { has_colour: true, ..PLAIN }), "\x1b[1;31mNO_GO\x1b[0m");
}
