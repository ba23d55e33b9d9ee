use super::*;

pub fn market(code: &str, name: &str, module: &str) -> Market {
    Market {
        market: code.to_owned(),
        display_name: name.to_owned(),
        module: module.to_owned(),
        state: MarketState::Serving.into(),
        ..Market::default()
    }
}

/// A table of one host, to which there is no connection.
pub fn table_of(markets: Vec<Market>) -> Table {
    Table::of(&[known("127.0.0.1:1", Some(markets))])
}

fn known(address: &str, markets: Option<Vec<Market>>) -> Known {
    Known { markets, ..Known::new(&address.parse().expect("an address")) }
}

fn host_of<'table>(table: &'table Table, market: &str) -> &'table str {
    table.entry(market).expect(market).host.address.as_str()
}

#[test]
fn the_first_host_that_answers_has_the_market() {
    let china = || Some(vec![market("CN", "China", "china")]);
    let mut hosts = [known("a:1", china()), known("b:1", china()), known("c:1", None)];
    assert_eq!(host_of(&Table::of(&hosts), "CN"), "a:1");
    mark_unreachable(&mut hosts[0]);
    assert_eq!(host_of(&Table::of(&hosts), "CN"), "b:1");
    mark_unreachable(&mut hosts[1]);
    let table = Table::of(&hosts);
    assert_eq!(host_of(&table, "CN"), "a:1");
    assert_eq!(table.entry("CN").expect("kept").market.state(), MarketState::Unreachable);
    assert_eq!(table.silent(), ["c:1".parse::<Authority>().expect("an address")]);
}

#[test]
fn a_contest_is_noted_while_it_lasts() {
    let china = || Some(vec![market("CN", "China", "china")]);
    let mut hosts = [known("a:1", china()), known("b:1", china())];
    let mut contested = BTreeSet::new();
    warn_of_contested(&hosts, &mut contested);
    assert_eq!(contested.iter().collect::<Vec<_>>(), ["CN"]);
    hosts[1].markets = Some(vec![]);
    warn_of_contested(&hosts, &mut contested);
    assert!(contested.is_empty(), "{contested:?}");
}
