package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// Of the model's last layer only the first token's row is used. Its last
// product, and the normalisation behind it, are therefore computed for that row
// alone: 7.5 % of all the work. Nothing before them can be left out, as the
// model scales each layer's numbers by the largest over all tokens; that scale
// is still taken over all of them, so that the vector stays the same bit by bit.
const (
	lastProduct = "/encoder/layer.3/output/dense/MatMul_quant" // its first input is what is multiplied
	lastSum     = "/encoder/layer.3/output/Add"                // its second input goes around the layer
	firstRow    = "policybot/first_row"                        // the constant [0]
)

// Numbers of the fields of ONNX's messages (onnx.proto) that are read or written.
const (
	modelGraph       = 7
	graphNode        = 1
	graphInitializer = 5
	nodeInput        = 1
	nodeOutput       = 2
	nodeName         = 3
	nodeOp           = 4
	nodeAttribute    = 5
	attributeName    = 1
	attributeInt     = 3
	attributeType    = 20
	tensorDims       = 1
	tensorType       = 2
	tensorName       = 8
	tensorRaw        = 9

	typeInt      = 2 // of an attribute
	typeInt64    = 7 // of a tensor
	wireVarint   = 0
	wireBytes    = 2
	spareBytes   = 4096 // more than what is added to the model
	maxFieldSize = 1 << 31
)

// readModel reads a model and cuts what is not used. cut tells whether there
// was something to cut; a model made otherwise is left as it is.
func readModel(path string) (model []byte, cut bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	buf := make([]byte, spareBytes+info.Size())
	if _, err := io.ReadFull(f, buf[spareBytes:]); err != nil {
		return nil, false, fmt.Errorf("read %s: %w", path, err)
	}
	if out, ok := firstRowOnly(buf); ok {
		return out, true, nil
	}
	return buf[spareBytes:], false, nil
}

// firstRowOnly changes the model behind the spare bytes of buf, in place: what
// comes before the last node concerned is written anew, into the spare bytes
// too, and the weights stay where they are.
func firstRowOnly(buf []byte) ([]byte, bool) {
	model := buf[spareBytes:]
	head, graph, size, ok := graphOf(model)
	if !ok {
		return nil, false
	}
	nodes := appendField(nil, graphInitializer, zeroTensor())
	changed, at := 0, 0
	for changed < 2 && at < len(graph) {
		number, value, size, err := field(graph[at:])
		if err != nil {
			return nil, false
		}
		input, ok := cutInput(value)
		if number != graphNode || !ok {
			nodes = append(nodes, graph[at:at+size]...)
		} else {
			gather, node, ok := takeFirst(value, input)
			if !ok {
				return nil, false
			}
			nodes = appendField(nodes, graphNode, gather)
			nodes = appendField(nodes, graphNode, node)
			changed++
		}
		at += size
	}
	front := append([]byte(nil), model[:head]...)
	front = append(front, modelGraph<<3|wireBytes)
	front = binary.AppendUvarint(front, uint64(len(nodes)+len(graph)-at))
	front = append(front, nodes...)
	start := spareBytes + head + size - (len(graph) - at) - len(front)
	if changed < 2 || start < 0 {
		return nil, false
	}
	copy(buf[start:], front)
	return buf[start:], true
}

// graphOf finds the graph of a model: head is how many bytes stand before its
// field, size those of the field.
func graphOf(model []byte) (head int, graph []byte, size int, ok bool) {
	for head < len(model) {
		number, value, size, err := field(model[head:])
		if err != nil {
			return 0, nil, 0, false
		}
		if number == modelGraph {
			return head, value, size, true
		}
		head += size
	}
	return 0, nil, 0, false
}

// cutInput gives the place of the input of which a node needs the first row alone.
func cutInput(node []byte) (int, bool) {
	for len(node) > 0 {
		number, value, size, err := field(node)
		if err != nil {
			return 0, false
		}
		if number == nodeName {
			switch string(value) {
			case lastProduct:
				return 0, true
			case lastSum:
				return 1, true
			}
			return 0, false
		}
		node = node[size:]
	}
	return 0, false
}

// takeFirst gives a node that takes the first row of the input of a node, and the
// node with that as its input.
func takeFirst(node []byte, input int) (gather, changed []byte, ok bool) {
	seen := 0
	for len(node) > 0 {
		number, value, size, err := field(node)
		if err != nil {
			return nil, nil, false
		}
		if number != nodeInput {
			changed = append(changed, node[:size]...)
		} else {
			if seen == input {
				row := append([]byte("policybot/first_row_of/"), value...)
				gather = gatherNode(value, row)
				value = row
			}
			changed = appendField(changed, nodeInput, value)
			seen++
		}
		node = node[size:]
	}
	return gather, changed, gather != nil
}

// gatherNode is Gather over axis 1, the tokens.
func gatherNode(from, to []byte) []byte {
	axis := appendField(nil, attributeName, []byte("axis"))
	axis = appendNumber(axis, attributeInt, 1)
	axis = appendNumber(axis, attributeType, typeInt)
	n := appendField(nil, nodeInput, from)
	n = appendField(n, nodeInput, []byte(firstRow))
	n = appendField(n, nodeOutput, to)
	n = appendField(n, nodeName, to)
	n = appendField(n, nodeOp, []byte("Gather"))
	return appendField(n, nodeAttribute, axis)
}

// zeroTensor is the constant [0] of 64-bit integers.
func zeroTensor() []byte {
	t := appendNumber(nil, tensorDims, 1)
	t = appendNumber(t, tensorType, typeInt64)
	t = appendField(t, tensorName, []byte(firstRow))
	return appendField(t, tensorRaw, make([]byte, 8))
}

// field reads the field at the start of a message: its number, its bytes (nil
// where it is a number) and the size of the whole.
func field(b []byte) (number int, value []byte, size int, err error) {
	tag, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, nil, 0, errors.New("no protobuf message")
	}
	v, m := uint64(0), 0
	switch tag & 7 {
	case wireVarint:
		_, m = binary.Uvarint(b[n:])
	case 1:
		m = 8
	case 5:
		m = 4
	case wireBytes:
		v, m = binary.Uvarint(b[n:])
	}
	if m <= 0 || v > maxFieldSize || n+m+int(v) > len(b) {
		return 0, nil, 0, errors.New("no protobuf message")
	}
	if tag&7 == wireBytes {
		value = b[n+m : n+m+int(v) : n+m+int(v)]
	}
	return int(tag >> 3), value, n + m + int(v), nil
}

func appendField(b []byte, number int, value []byte) []byte {
	b = binary.AppendUvarint(b, uint64(number)<<3|wireBytes)
	b = binary.AppendUvarint(b, uint64(len(value)))
	return append(b, value...)
}

func appendNumber(b []byte, number int, value uint64) []byte {
	b = binary.AppendUvarint(b, uint64(number)<<3|wireVarint)
	return binary.AppendUvarint(b, value)
}
