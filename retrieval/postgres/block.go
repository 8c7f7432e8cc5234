package postgres

import (
	"encoding/binary"
	"errors"
)

// blockPassages is how many passages a block of postings holds at most: with
// the longest varints it stays below what an index entry takes.
const blockPassages = 128

// posting says how often a term stands in a passage, and how long the passage is.
type posting struct {
	ordinal, tf, length int32
}

// appendBlock packs postings of one term and document, by rising ordinal; the
// form is described in migration 0010.
func appendBlock(block []byte, list []posting) []byte {
	before := list[0].ordinal
	for _, p := range list {
		block = binary.AppendUvarint(block, uint64(p.ordinal-before))
		block = binary.AppendUvarint(block, uint64(p.tf))
		block = binary.AppendUvarint(block, uint64(p.length))
		before = p.ordinal
	}
	return block
}

var errBlock = errors.New("a block of postings is broken; ingest again into an empty data directory (--data)")

// readBlock calls each for the postings of a block in their order.
func readBlock(first int32, block []byte, each func(ordinal int, tf, length float64)) error {
	at := int(first)
	for len(block) > 0 {
		var n [3]uint64
		for i := range n {
			// Nearly all numbers are of one byte.
			if len(block) > 0 && block[0] < 0x80 {
				n[i], block = uint64(block[0]), block[1:]
				continue
			}
			v, size := binary.Uvarint(block)
			if size <= 0 {
				return errBlock
			}
			n[i], block = v, block[size:]
		}
		at += int(n[0])
		each(at, float64(n[1]), float64(n[2]))
	}
	return nil
}
