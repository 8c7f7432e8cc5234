package bot

import (
	"context"

	"github.com/policybot/policybot/corpus"
)

// Shown is a statement that begins an answer which is not complete yet. Its
// place and the numbers of its citations stay: the statements shown so far are
// the first ones of the answer that is given at the end.
type Shown struct {
	Statement
	Intro     string      // see [Drafted]
	Citations []Citation  // those that no statement before it has cited
	AsOf      corpus.Date // the day of the answer, see [Answer]
}

// Opening gives the words that an answer begins with of which these statements
// were shown: its Text begins with them.
func Opening(shown []Shown) string {
	var said []Drafted
	for _, x := range shown {
		said = append(said, Drafted{Statement: x.Statement, Intro: x.Intro})
	}
	return saidText(said)
}

// Streamer is an Answerer that can show statements before the answer is complete.
type Streamer interface {
	Answerer
	// AnswerStream answers like Answer and calls show, from the calling
	// goroutine, for each statement as soon as it has passed every gate; it may
	// call it for none. What is missing and what to mind is known at the end.
	AnswerStream(ctx context.Context, q Question, show func(Shown)) (*Answer, error)
}

var _ Streamer = (*Service)(nil)

// StreamComposer is a Composer that can hand statements on while it composes.
type StreamComposer interface {
	Composer
	// ComposeStream composes like Compose and calls show, from the calling
	// goroutine, whenever the draft has grown, with all of its statements so
	// far. They have passed the composer's own checks, and the draft given at
	// the end begins with them.
	ComposeStream(ctx context.Context, q Question, parts []Part, show func(Draft)) (Draft, error)
}

// AnswerStream answers one question; see [Streamer].
func (s *Service) AnswerStream(ctx context.Context, q Question, show func(Shown)) (*Answer, error) {
	return s.answer(ctx, q, show)
}

// compose makes the draft of an answer; show may be nil.
func (s *Service) compose(ctx context.Context, q Question, parts []Part, show func(Shown)) (Draft, error) {
	streaming, ok := s.cfg.Composer.(StreamComposer)
	if !ok || show == nil {
		return s.cfg.Composer.Compose(ctx, q, parts)
	}
	done, cited := 0, 0
	return streaming.ComposeStream(ctx, q, parts, func(d Draft) {
		d = d.clone()
		if len(s.gate(&d, parts)) > 0 {
			return // what is refused here is refused at the end, where it is recorded
		}
		for ; done < len(d.Statements); done++ {
			st := d.Statements[done]
			next := cited
			for _, n := range st.Citations {
				next = max(next, n)
			}
			show(Shown{Statement: st.Statement, Intro: introIn(st.Intro, q.Lang), Citations: d.Citations[cited:next], AsOf: q.AsOf})
			cited = next
		}
	})
}

// clone gives a draft that may be changed without changing d.
func (d Draft) clone() Draft {
	statements := make([]Drafted, len(d.Statements))
	for i, st := range d.Statements {
		st.Citations = append([]int{}, st.Citations...)
		statements[i] = st
	}
	d.Statements = statements
	d.Citations = append([]Citation{}, d.Citations...)
	return d
}
