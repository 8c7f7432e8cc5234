package postgres

import (
	"errors"
	"fmt"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// check reports a document that cannot be stored as it is.
func check(e retrieval.Embedded) error {
	if e.Document == nil {
		return errors.New("store a document: none is given")
	}
	if err := checkDocument(e.Document); err != nil {
		return fmt.Errorf("store %s: %w", e.Document.Source, err)
	}
	if err := checkVectors(e); err != nil {
		return fmt.Errorf("store %s: %w", e.Document.Source, err)
	}
	return nil
}

func checkDocument(d *corpus.Document) error {
	if d.ID == "" || len(d.Passages) == 0 && !d.TextMissing() {
		return errors.New("a document needs an id and passages")
	}
	if err := checkText(d.Text); err != nil {
		return err
	}
	for _, day := range []corpus.Date{d.Adopted, d.Published, d.EffectiveFrom, d.EffectiveTo} {
		if !day.Known() {
			continue
		}
		if _, err := corpus.ParseDate(string(day)); err != nil {
			return err
		}
	}
	last := 0
	for _, p := range d.Passages {
		if p.Ordinal <= last || p.ID != passageID(d.ID, p.Ordinal) {
			return fmt.Errorf("passage %q: ordinals must rise and make the id", p.ID)
		}
		last = p.Ordinal
		if p.Start < 0 || p.End > len(d.Text) || p.Start > p.End || p.Text != d.Text[p.Start:p.End] {
			return fmt.Errorf("passage %q: its text is not that of its offsets", p.ID)
		}
		for _, part := range p.Parts {
			if part.Start < p.Start || part.End > p.End || part.Start > part.End {
				return fmt.Errorf("passage %q: a part leaves its passage", p.ID)
			}
		}
	}
	return nil
}

func checkVectors(e retrieval.Embedded) error {
	n := len(e.Document.Passages)
	if len(e.Terms) != n || len(e.Vectors) != n || e.Parts != nil && len(e.Parts) != n {
		return fmt.Errorf("%d passages come with %d lists of terms, %d vectors, %d of parts",
			n, len(e.Terms), len(e.Vectors), len(e.Parts))
	}
	if n == 0 {
		return nil
	}
	dimension := len(e.Vectors[0])
	if dimension == 0 || dimension > maxDimension {
		return fmt.Errorf("vectors of %d dimensions: 1 to %d can be stored", dimension, maxDimension)
	}
	for i, p := range e.Document.Passages {
		vectors := partVectors(e, i)
		if len(vectors) > 0 && len(vectors) != len(p.Parts) {
			return fmt.Errorf("passage %q: %d parts come with %d vectors", p.ID, len(p.Parts), len(vectors))
		}
		for _, v := range append([][]float32{e.Vectors[i]}, vectors...) {
			if v != nil && len(v) != dimension {
				return fmt.Errorf("passage %q: vectors of %d and of %d dimensions", p.ID, dimension, len(v))
			}
		}
		if e.Vectors[i] == nil {
			return fmt.Errorf("passage %q has no vector", p.ID)
		}
	}
	return nil
}
