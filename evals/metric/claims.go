package metric

// Claims are the entailment labels of one answer as RAGChecker uses them (Ru et
// al. 2024, section 3). The claims of the reference are what a right answer
// says, those of the response what the answer says.
type Claims struct {
	Reference     []bool   // for each claim of the reference: the response entails it
	Response      []bool   // for each claim of the response: the reference entails it
	PassReference [][]bool // for each claim of the reference, each passage: it entails the claim
	PassResponse  [][]bool // for each claim of the response, each passage: it entails the claim
}

// ClaimScores are RAGChecker's metrics of one answer, each 0 where its labels
// are empty.
type ClaimScores struct {
	Precision, Recall, F1          float64 // of the response against the reference
	ClaimRecall, ContextPrecision  float64 // of what was retrieved
	Utilisation                    float64 // retrieved claims of the reference that the response says
	NoiseRelevant, NoiseIrrelevant float64 // wrong claims that come from relevant passages, from irrelevant alone
	Hallucination, SelfKnowledge   float64 // claims in no passage: wrong, right
	Faithfulness                   float64 // claims in some passage
}

// Score gives the metrics.
func (c Claims) Score() ClaimScores {
	var s ClaimScores
	s.Precision, s.Recall = share(c.Response), share(c.Reference)
	s.F1 = F1(s.Precision, s.Recall)
	c.retrieval(&s)
	c.generation(&s)
	return s
}

// retrieval fills what depends on the claims of the reference.
func (c Claims) retrieval(s *ClaimScores) {
	if !filled(c.PassReference) {
		return
	}
	recalled := make([]bool, len(c.PassReference))
	used, found := 0, 0
	for i, row := range c.PassReference {
		recalled[i] = anyOf(row)
		if recalled[i] {
			found++
			if i < len(c.Reference) && c.Reference[i] {
				used++
			}
		}
	}
	s.ClaimRecall = share(recalled)
	s.ContextPrecision = share(c.relevant())
	if found > 0 {
		s.Utilisation = float64(used) / float64(found)
	}
}

// generation fills what depends on the claims of the response.
func (c Claims) generation(s *ClaimScores) {
	if !filled(c.PassResponse) {
		return
	}
	relevant := c.relevant()
	n := float64(len(c.PassResponse))
	for i, row := range c.PassResponse {
		right := i < len(c.Response) && c.Response[i]
		fromRelevant, fromOther := false, false
		for p, entails := range row {
			if entails && p < len(relevant) && relevant[p] {
				fromRelevant = true
			} else if entails {
				fromOther = true
			}
		}
		switch {
		case !fromRelevant && !fromOther && right:
			s.SelfKnowledge += 1 / n
		case !fromRelevant && !fromOther:
			s.Hallucination += 1 / n
		case right:
			s.Faithfulness += 1 / n
		default:
			s.Faithfulness += 1 / n
			// RAGChecker measures noise only where there are reference claims.
			if len(c.PassReference) > 0 && fromRelevant {
				s.NoiseRelevant += 1 / n
			} else if len(c.PassReference) > 0 {
				s.NoiseIrrelevant += 1 / n
			}
		}
	}
}

// relevant says of each passage whether it entails a claim of the reference.
func (c Claims) relevant() []bool {
	if len(c.PassReference) == 0 {
		return nil
	}
	out := make([]bool, len(c.PassReference[0]))
	for _, row := range c.PassReference {
		for p, entails := range row {
			out[p] = out[p] || entails
		}
	}
	return out
}

func filled(rows [][]bool) bool { return len(rows) > 0 && len(rows[0]) > 0 }

func anyOf(row []bool) bool {
	for _, v := range row {
		if v {
			return true
		}
	}
	return false
}

// share is the share of true values, 0 of none.
func share(values []bool) float64 {
	n := 0
	for _, v := range values {
		if v {
			n++
		}
	}
	if len(values) == 0 {
		return 0
	}
	return float64(n) / float64(len(values))
}
