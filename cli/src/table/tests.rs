use super::{Align, Table};

#[test]
fn columns_line_up_whatever_the_width_of_a_character() {
    let mut table = Table::new([("MARKET", Align::Left), ("NAME", Align::Left), ("RULES", Align::Right)]);
    table.push(["CN".into(), "中国大陆".into(), "41".into()]);
    table.push(["MY".into(), "Malaysia".into(), "7".into()]);
    table.push(["ID".into(), "é".into(), "1024".into()]);
    assert_eq!(
        table.to_string(),
        "MARKET  NAME      RULES\n\
         CN      中国大陆     41\n\
         MY      Malaysia      7\n\
         ID      é          1024\n"
    );
}

#[test]
fn lines_end_in_no_blanks() {
    let mut table = Table::new([("A", Align::Left), ("B", Align::Left)]);
    table.push(["long".into(), String::new()]);
    table.push(["x".into(), "y".into()]);
    assert_eq!(table.to_string(), "A     B\nlong\nx     y\n");
}
