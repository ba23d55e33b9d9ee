use std::collections::BTreeSet;

use prost::Message as _;

use super::{COMPARE_MARKETS, Catalog, Contract, Guidance, LIST_MARKETS, MARKET, Rulebook, WATCH_MARKETS};

// As much of google.protobuf.FileDescriptorSet as the test reads.

#[derive(prost::Message)]
struct DescriptorSet {
    #[prost(message, repeated, tag = "1")]
    files: Vec<File>,
}

#[derive(prost::Message)]
struct File {
    #[prost(string, tag = "2")]
    package: String,
    #[prost(message, repeated, tag = "6")]
    services: Vec<Service>,
}

#[derive(prost::Message)]
struct Service {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    methods: Vec<Method>,
}

#[derive(prost::Message)]
struct Method {
    #[prost(string, tag = "1")]
    name: String,
}

#[test]
fn every_method_of_the_contract_is_served() {
    let set = DescriptorSet::decode(guidance_proto::FILE_DESCRIPTOR_SET).expect("descriptors");
    let contract: BTreeSet<String> = set
        .files
        .iter()
        .filter(|file| file.package == "marketguidance.v1")
        .flat_map(|file| &file.services)
        .flat_map(|service| {
            let name = &service.name;
            service.methods.iter().map(move |method| format!("/marketguidance.v1.{name}/{}", method.name))
        })
        .collect();
    let served: BTreeSet<String> = [Guidance::FORWARDED, Catalog::FORWARDED, Rulebook::FORWARDED]
        .concat()
        .into_iter()
        .chain([LIST_MARKETS, MARKET, WATCH_MARKETS, COMPARE_MARKETS])
        .map(str::to_owned)
        .collect();
    assert_eq!(served, contract, "change api/contract.rs to what the .proto files say");
}

#[test]
fn methods_belong_to_their_service() {
    fn check<C: Contract>() {
        for path in C::FORWARDED {
            assert!(path.strip_prefix('/').is_some_and(|path| path.starts_with(C::NAME)), "{path}");
        }
    }
    check::<Guidance>();
    check::<Catalog>();
    check::<Rulebook>();
}
