package onnx

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"

	ort "github.com/yalue/onnxruntime_go"
)

// environment guards the one environment that a process has of ONNX Runtime:
// the binding keeps it in variables of its own, without a lock. It is opened by
// the first Embedder and stays until the process ends, as unloading the library
// under running threads is not safe.
var environment sync.Mutex

// session is a model that ONNX Runtime has loaded.
type session struct {
	ort *ort.DynamicAdvancedSession
	cut bool // it gives the first token's row alone, see readModel
}

// openSession loads the library where it is not yet, and the model.
func openSession(library, model string) (*session, error) {
	environment.Lock()
	defer environment.Unlock()
	if !ort.IsInitialized() {
		ort.SetSharedLibraryPath(library)
		if err := ort.InitializeEnvironment(ort.WithLogLevelFatal()); err != nil {
			return nil, fmt.Errorf("ONNX Runtime %s cannot be used: %w", library, err)
		}
		if err := ort.DisableTelemetry(); err != nil {
			return nil, fmt.Errorf("ONNX Runtime telemetry: %w", err)
		}
	}
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	defer options.Destroy()
	// One thread a text: the texts beside each other keep the cores busy, and
	// the result does not depend on the number of threads.
	if err := errors.Join(
		options.SetIntraOpNumThreads(1),
		options.SetInterOpNumThreads(1),
		options.SetGraphOptimizationLevel(ort.GraphOptimizationLevelEnableAll),
		options.SetLogSeverityLevel(ort.LoggingLevelFatal),
	); err != nil {
		return nil, err
	}
	raw, cut, err := readModel(model)
	if err != nil {
		return nil, err
	}
	loaded, err := ort.NewDynamicAdvancedSessionWithONNXData(raw,
		[]string{"input_ids", "attention_mask", "token_type_ids"},
		[]string{"last_hidden_state"}, options)
	if err != nil {
		return nil, fmt.Errorf("%s is not a model that ONNX Runtime %s can load: %w", model, ort.GetVersion(), err)
	}
	return &session{ort: loaded, cut: cut}, nil
}

func (s *session) destroy() error { return s.ort.Destroy() }

// run gives the model's output for the first token, which stands for the text.
func (s *session) run(ids []int64) ([]float32, error) {
	shape := ort.NewShape(1, int64(len(ids)))
	mask := make([]int64, len(ids))
	for i := range mask {
		mask[i] = 1
	}
	kinds := make([]int64, len(ids)) // one text, not a pair: all zero
	// The tensors keep pointers into these slices beyond the call that makes them.
	var pins runtime.Pinner
	defer pins.Unpin()
	inputs := make([]ort.Value, 0, 3)
	defer func() {
		for _, input := range inputs {
			_ = input.Destroy() // never fails
		}
	}()
	for _, data := range [][]int64{ids, mask, kinds} {
		pins.Pin(&data[0])
		tensor, err := ort.NewTensor(shape, data)
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, tensor)
	}
	outputs := []ort.Value{nil}
	if err := s.ort.Run(inputs, outputs); err != nil {
		return nil, err
	}
	defer outputs[0].Destroy()
	rows := len(ids)
	if s.cut {
		rows = 1
	}
	hidden, ok := outputs[0].(*ort.Tensor[float32])
	if !ok || len(hidden.GetData()) != rows*dimension {
		return nil, fmt.Errorf("the model does not give %d numbers a token: it is not %s", dimension, modelName)
	}
	// A copy: the tensor's memory belongs to the library.
	return append([]float32(nil), hidden.GetData()[:dimension]...), nil
}

// readable tells whether path is a file that can be opened.
func readable(path string) error {
	if path == "" {
		return errors.New("no file is set")
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a file", path)
	}
	return err
}
