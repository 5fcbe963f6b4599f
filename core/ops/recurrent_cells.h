#pragma once

#include "core/ops/op_helpers.h"

namespace lathe {

/// An activation of RNN, GRU or LSTM with its parameters.
struct CellActivation {
    double (*function)(double x, double alpha, double beta) = nullptr;
    double alpha = 0.0, beta = 0.0;
    double operator()(double x) const { return function(x, alpha, beta); }
};

/// The node's activations, `perDirection` for each direction; `defaults` where the node names none. An error for an
/// unknown name or a wrong number of names.
Result<std::vector<CellActivation>> cellActivations(const OpContext& context, std::span<const std::string_view> defaults,
                                                    std::int64_t directions);

/// Sizes of one recurrent layer.
struct CellSizes {
    std::int64_t input = 0, hidden = 0;
};

/// What one direction of a layer computes with. W is [gates · hidden, input], R is [gates · hidden, hidden]; bias (W's, then
/// R's) and peepholes are empty where the node has none.
template <class T>
struct CellWeights {
    std::span<const T> w, r, bias, peepholes;
    std::span<const CellActivation> activations;
    double clip = 0.0; ///< 0: none
    bool isLinearBeforeReset = false;
    bool couplesForget = false; ///< input_forget: forget = 1 − input
};

/// State of one sequence, updated by each step.
template <class T>
struct CellState {
    std::vector<T> h, c;
};

/// One time step: formulas of ONNX RNN-14, GRU-14 and LSTM-14.
template <class T>
void stepRnn(const CellSizes& sizes, const CellWeights<T>& weights, const T* x, CellState<T>& state);
template <class T>
void stepGru(const CellSizes& sizes, const CellWeights<T>& weights, const T* x, CellState<T>& state);
template <class T>
void stepLstm(const CellSizes& sizes, const CellWeights<T>& weights, const T* x, CellState<T>& state);

} // namespace lathe
