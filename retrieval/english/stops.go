package english

import "strings"

// stops are words without a topic: of grammar, of talk, and verbs that any
// question may have.
var stops = set(`a about above china chinese charge determine own belong could according differ deal dealt seem hear much wrong correct true ours fall fell went bad across actually after again against ago all allow allowed allow also although always am among amount an and another any anybody
anyone anything are around as ask at away be became because become been before being between both bring but by call can cannot case certain come concern
could count country currently deal depend describe did different do does doing done due during each either else entitle entitled even event ever every
everything exactly example explain fact far find first follow following for from further general generally get give go going gone good got had happen
has have having he hear hello help her here hi him his hold how however i if important in include including instead into involve is it its itself just know
known last let like long look lot made mainly make many matter may maybe me mean meet mention might mine more most much must my myself name necessary need
needed never no nor not nothing now obliged of off often ok on once one only onto or order other others otherwise ought our ourselves out own part
particular per perhaps please possible put question rather really reason regard regarding relate relevant require required respect say said second see seem
several shall she should show side simply since situation so some somebody someone something soon specific specifically still such sure take tell
than thank thanks that their them themselves then there therefore these they thing think this those though through thus to together too
toward towards try two under unless until up upon us use usually various very via want was way we well were what whatever when whenever where whether
which while who whoever whole whom whose why will wish with within without would yes yet you your yourself set able apart aside assume based basic
chinese come current date day enough entire expect fall fill forward full given happen individual itself kind left less lay likely little main meaning
minimum maximum next normal normally old order original own particular point possible practice present previously provided purpose right rule same serve
similar single sort start stay step stop subject taken term today turn type understand used usual wonder work year years month months days week weeks
back longer shorter higher lower high low big large small great new free far early earlier later latest least best better main fully partly newly already
allow permit let seem appear consider concern contain cover exist face involve relate belong consist differ vary apply`)

// ends are the small words that end what is of something.
var ends = set(`in by to from with on at under when if who that which within after before into than through during via as is are was were be can may must do does did has have had will should would could and or but`)

// headNoun are nouns behind which "for" says of what they are.
var headNoun = set(`fine penalty subsidy reward rate deduction fee condition requirement criteria list deadline limit procedure rule application period term target refund exemption reduction
incentive support grant allowance compensation damage plan policy standard document certificate license permit visa preference surcharge age share proportion percentage time cost price`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}
