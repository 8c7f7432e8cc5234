package llm

import "github.com/policybot/policybot/corpus"

// Commands says whether a passage is kept from the model.
func Commands(text string) bool { return commands.MatchString(corpus.Normalize(text)) }
