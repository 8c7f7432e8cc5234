package extract

import "github.com/policybot/policybot/bot"

// withAmount adds, where an amount is asked for and what was chosen states none but
// shares and multiples, the sentence of the same article that states one: that for
// the case in which the others cannot be reckoned, say.
func withAmount(chosen, all []sentence, a ask) []sentence {
	amount := shapes[bot.WantMoney]
	if a.part.Want != bot.WantMoney {
		return chosen
	}
	for i := range chosen {
		if amount.MatchString(chosen[i].text) {
			return chosen
		}
	}
	for i := range all {
		if s := &all[i]; sameArticle(s, &chosen[0]) && s.result.Passage.Label != "" && amount.MatchString(s.text) && answers(s, a) {
			return append(chosen, *s)
		}
	}
	return chosen
}
