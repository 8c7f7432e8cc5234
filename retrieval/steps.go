package retrieval

import "slices"

// Step is a step of a hybrid search that a measurement leaves out, to see what it is
// worth; see [Query.Without].
type Step string

// Steps.
const (
	StepWords    Step = "everyday words" // written as policy texts write them
	StepPlaces   Step = "places, years"  // of the words, as filter and features
	StepNames    Step = "names"          // titles, 文号 and articles: the exact lane and the named texts
	StepDocument Step = "document"       // in the fusion, see [supported]
	StepRerank   Step = "reranker"       // the order is the fusion's
	StepDiverse  Step = "diversity"      // see [diverse]
)

// Steps lists them in the order of a search.
func Steps() []Step {
	return []Step{StepWords, StepPlaces, StepNames, StepDocument, StepRerank, StepDiverse}
}

func (q *Query) does(s Step) bool { return !slices.Contains(q.Without, s) }

// leave takes out of what was understood what the steps left out found.
func (u *Understood) leave(q *Query) {
	if !q.does(StepWords) {
		u.Text, u.Added, u.Expanded = u.Words, "", nil
	}
	if !q.does(StepPlaces) {
		u.Regions, u.UnknownRegion, u.Years, u.Past = nil, "", nil, false
	}
	if !q.does(StepNames) {
		u.Refs, u.UnknownTitles = nil, nil
	}
}
