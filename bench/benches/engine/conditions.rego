# The conditions of the rules of China and its regional base that a plan can be checked against, in Rego. One section a rule, headed by
# its id; the benchmark repeats a section under another id as it repeats the rule. Plans come in as `input`; facts and lists are
# `data`; `found_terms`, `labelled` and `superlatives` are functions of the host.

package guidance

import rego.v1

answer := outcomes

# ASIA-ADV-001
asia_adv_001(plan) := "fail" if {
	plan.run_from == "abroad"
	plan.local_partner == "none"
} else := "pass"

outcomes["ASIA-ADV-001"] := [asia_adv_001(input)]

# ASIA-ADV-002
asia_adv_002(plan) := "fail" if plan.listening_weeks < 2
else := "pass"

outcomes["ASIA-ADV-002"] := [asia_adv_002(input)]

# ASIA-ADV-003
asia_adv_003(plan) := "fail" if plan.mobile_ready != true
else := "pass"

outcomes["ASIA-ADV-003"] := [asia_adv_003(input)]

# ASIA-ADV-004
asia_adv_004(plan) := "fail" if {
	plan.copied_from_abroad
	not plan.adapted_locally
} else := "pass"

outcomes["ASIA-ADV-004"] := [asia_adv_004(input)]

# ASIA-ADV-005
asia_adv_005_listens(step) if {
	some other in input.stages
	other.stage == "listen"
	other.starts_on <= step.starts_on
}

asia_adv_005(step) := "not_applicable" if not step.stage in ["build_community", "give_value", "sell_without_selling"]
else := "pass" if asia_adv_005_listens(step)
else := "fail"

outcomes["ASIA-ADV-005"] := [asia_adv_005(step) | some step in input.stages]

# ASIA-ADV-014
asia_adv_014_gathers(step) if {
	some other in input.stages
	other.stage == "build_community"
	other.starts_on <= step.starts_on
}

asia_adv_014(step) := "not_applicable" if not step.stage in ["give_value", "sell_without_selling"]
else := "pass" if asia_adv_014_gathers(step)
else := "fail"

outcomes["ASIA-ADV-014"] := [asia_adv_014(step) | some step in input.stages]

# ASIA-ADV-015
asia_adv_015_gives(step) if {
	some other in input.stages
	other.stage == "give_value"
	other.starts_on <= step.starts_on
}

asia_adv_015(step) := "not_applicable" if not step.stage in ["sell_without_selling"]
else := "pass" if asia_adv_015_gives(step)
else := "fail"

outcomes["ASIA-ADV-015"] := [asia_adv_015(step) | some step in input.stages]

# ASIA-CUS-001
asia_cus_001(plan) := "fail" if plan.meets_in_person != true
else := "pass"

outcomes["ASIA-CUS-001"] := [asia_cus_001(input)]

# ASIA-CUS-002
asia_cus_002(plan) := "pass" if plan.tone in ["informative", "soft_sell"]
else := "fail"

outcomes["ASIA-CUS-002"] := [asia_cus_002(input)]

# CN-CUS-001
cn_cus_001(plan) := "not_applicable" if plan.sector != "legal"
else := "fail" if plan.meets_in_person != true
else := "pass"

outcomes["CN-CUS-001"] := [cn_cus_001(input)]

# CN-CUS-002
cn_cus_002(plan) := "not_applicable" if not plan.meets_in_person
else := "fail" if plan.brings_business_cards != true
else := "pass"

outcomes["CN-CUS-002"] := [cn_cus_002(input)]

# CN-CUS-003
cn_cus_003(content) := "fail" if {
	some number in content.numbers
	number % 10 == 4
} else := "pass"

outcomes["CN-CUS-003"] := [cn_cus_003(content) | some content in input.contents]

# CN-CUS-004
cn_cus_004(content) := "not_applicable" if not "festival" in content.topics
else := "fail" if {
	some colour in content.colours
	colour in data.lists["mourning-colours"]
} else := "pass"

outcomes["CN-CUS-004"] := [cn_cus_004(content) | some content in input.contents]

# CN-CUS-005
cn_cus_005(content) := "not_applicable" if not content.shows_map
else := "fail" if content.map_approved != true
else := "pass"

outcomes["CN-CUS-005"] := [cn_cus_005(content) | some content in input.contents]

# CN-CUS-006
cn_cus_006(content) := "not_applicable" if not startswith(content.language, "zh")
else := "fail" if startswith(content.language, "zh-Hant")
else := "fail" if content.language in ["zh-TW", "zh-HK", "zh-MO"]
else := "pass"

outcomes["CN-CUS-006"] := [cn_cus_006(content) | some content in input.contents]

# CN-CUS-007
cn_cus_007(content) := "fail" if {
	some topic in content.topics
	topic in ["territory", "history"]
} else := "pass"

outcomes["CN-CUS-007"] := [cn_cus_007(content) | some content in input.contents]

# CN-LAW-001
cn_law_001(content) := "not_applicable" if not startswith(content.language, "zh")
else := "fail" if count(superlatives(content.text, content.language)) > 0
else := "pass"

outcomes["CN-LAW-001"] := [cn_law_001(content) | some content in input.contents]

# CN-LAW-002
cn_law_002(content) := "fail" if {
	some topic in content.topics
	topic in ["politics", "gambling"]
} else := "pass"

outcomes["CN-LAW-002"] := [cn_law_002(content) | some content in input.contents]

# CN-LAW-003
cn_law_003(content) := "fail" if "comparison" in content.topics
else := "pass"

outcomes["CN-LAW-003"] := [cn_law_003(content) | some content in input.contents]

# CN-LAW-004
cn_law_004(plan) := "not_applicable" if not plan.collects_personal_data
else := "fail" if plan.asks_consent != true
else := "pass"

outcomes["CN-LAW-004"] := [cn_law_004(input)]

# CN-LAW-005
cn_law_005(plan) := "not_applicable" if not plan.collects_personal_data
else := "fail" if plan.data_leaves_market
else := "pass"

outcomes["CN-LAW-005"] := [cn_law_005(input)]

# CN-LAW-006
cn_law_006(content) := "not_applicable" if not content.ai_generated
else := "fail" if content.ai_labelled != true
else := "pass"

outcomes["CN-LAW-006"] := [cn_law_006(content) | some content in input.contents]

# CN-PLT-001
cn_plt_001_applies(channel) if {
	channel.platform == "wechat"
	channel.audience_side == "local"
}

cn_plt_001(channel) := "not_applicable" if not cn_plt_001_applies(channel)
else := "pass" if channel.account_owner in ["affiliate", "own_local_entity"]
else := "fail"

outcomes["CN-PLT-001"] := [cn_plt_001(channel) | some channel in input.channels]

# CN-PRO-001
cn_pro_001(content) := "not_applicable" if input.sector != "legal"
else := "fail" if "comparison" in content.topics
else := "pass"

outcomes["CN-PRO-001"] := [cn_pro_001(content) | some content in input.contents]

# CN-PRO-002
cn_pro_002(content) := "not_applicable" if input.sector != "legal"
else := "fail" if count(found_terms(content.text, "lawyer-boasts")) > 0
else := "pass"

outcomes["CN-PRO-002"] := [cn_pro_002(content) | some content in input.contents]

# CN-PRO-003
cn_pro_003(endorsement) := "not_applicable" if input.sector != "legal"
else := "fail" if endorsement.paid
else := "pass"

outcomes["CN-PRO-003"] := [cn_pro_003(endorsement) | some endorsement in input.endorsements]

# CN-RCH-001
cn_rch_001(channel) := "not_applicable" if channel.audience_side != "local"
else := "fail" if data.access[channel.platform] in ["blocked", "shut_down", "not_launched"]
else := "pass"

outcomes["CN-RCH-001"] := [cn_rch_001(channel) | some channel in input.channels]

# CN-RCH-002
cn_rch_002_chinese(channel) if {
	some language in channel.languages
	startswith(language, "zh")
}

cn_rch_002(channel) := "not_applicable" if channel.audience_side != "local"
else := "pass" if cn_rch_002_chinese(channel)
else := "fail"

outcomes["CN-RCH-002"] := [cn_rch_002(channel) | some channel in input.channels]

# CN-ADV-005
cn_adv_005_more_than_blogs(plan) if {
	some content in plan.contents
	content.kind != "blog"
}

cn_adv_005(plan) := "not_applicable" if plan.audience.kind != "b2b"
else := "pass" if count(plan.contents) == 0
else := "pass" if cn_adv_005_more_than_blogs(plan)
else := "fail"

outcomes["CN-ADV-005"] := [cn_adv_005(input)]

# CN-ADV-007
cn_adv_007_has_partner(plan) if {
	some step in plan.stages
	step.stage == "local_partner"
}

cn_adv_007(plan) := "not_applicable" if count(plan.stages) == 0
else := "pass" if cn_adv_007_has_partner(plan)
else := "fail"

outcomes["CN-ADV-007"] := [cn_adv_007(input)]

# CN-CUS-008
cn_cus_008_applies(content) if {
	input.audience.kind == "b2b"
	startswith(lower(content.language), "zh")
}

cn_cus_008(content) := "not_applicable" if not cn_cus_008_applies(content)
else := "fail" if contains(content.text, "你")
else := "pass"

outcomes["CN-CUS-008"] := [cn_cus_008(content) | some content in input.contents]

# CN-LAW-009
cn_law_009_applies(endorsement) if endorsement.paid

cn_law_009_applies(endorsement) if endorsement.content_directed_by_us

cn_law_009(endorsement) := "not_applicable" if not cn_law_009_applies(endorsement)
else := "pass" if labelled(endorsement.disclosure, "advertisement-labels")
else := "fail"

outcomes["CN-LAW-009"] := [cn_law_009(endorsement) | some endorsement in input.endorsements]

# CN-LAW-015
cn_law_015(content) := "not_applicable" if input.sector == "health"
else := "fail" if "health_claim" in content.topics
else := "pass"

outcomes["CN-LAW-015"] := [cn_law_015(content) | some content in input.contents]

# CN-LAW-020
cn_law_020(content) := "not_applicable" if content.kind != "email"
else := "fail" if input.asks_consent != true
else := "pass"

outcomes["CN-LAW-020"] := [cn_law_020(content) | some content in input.contents]

# CN-LAW-021
cn_law_021_goes_abroad(content) if {
	some channel in input.channels
	channel.id == content.channel
	channel.audience_side == "overseas"
}

cn_law_021(content) := "not_applicable" if cn_law_021_goes_abroad(content)
else := "pass" if startswith(lower(content.language), "zh")
else := "fail"

outcomes["CN-LAW-021"] := [cn_law_021(content) | some content in input.contents]

# CN-LAW-023
cn_law_023(plan) := "not_applicable" if not plan.collects_personal_data
else := "fail" if {
	plan.run_from == "abroad"
	plan.local_partner == "none"
} else := "pass"

outcomes["CN-LAW-023"] := [cn_law_023(input)]

# CN-PLT-003
cn_plt_003_applies(channel) if {
	input.sector in ["legal", "health", "finance", "insurance", "education"]
	channel.platform in ["douyin", "kuaishou", "bilibili", "xiaohongshu"]
	channel.audience_side == "local"
}

cn_plt_003(channel) := "not_applicable" if not cn_plt_003_applies(channel)
else := "fail" if channel.has_licence != true
else := "pass"

outcomes["CN-PLT-003"] := [cn_plt_003(channel) | some channel in input.channels]

# CN-PLT-004
cn_plt_004_applies(channel) if {
	channel.platform == "wechat"
	channel.account_owner == "headquarters"
}

cn_plt_004(channel) := "not_applicable" if not cn_plt_004_applies(channel)
else := "fail" if channel.purpose in ["commerce", "customer_service"]
else := "pass"

outcomes["CN-PLT-004"] := [cn_plt_004(channel) | some channel in input.channels]

# CN-RCH-003
cn_rch_003_goes_abroad(content) if {
	some channel in input.channels
	channel.id == content.channel
	channel.audience_side == "overseas"
}

cn_rch_003(content) := "not_applicable" if cn_rch_003_goes_abroad(content)
else := "fail" if count(found_terms(content.text, "blocked-addresses")) > 0
else := "pass"

outcomes["CN-RCH-003"] := [cn_rch_003(content) | some content in input.contents]

# CN-RCH-004
cn_rch_004(content) := "fail" if content.mobile_ready != true
else := "pass"

outcomes["CN-RCH-004"] := [cn_rch_004(content) | some content in input.contents]
