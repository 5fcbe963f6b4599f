#pragma once

#include "core/ops/op_table.h"

#include <vector>

namespace lathe {

/// The rows of each family; opTable() joins and sorts them. One .cpp (or a few) per family.
std::vector<OpRow> convolutionOps();   ///< Conv, ConvTranspose
std::vector<OpRow> poolingOps();       ///< MaxPool, AveragePool, Global…
std::vector<OpRow> normalizationOps(); ///< BatchNormalization, InstanceNormalization, LayerNormalization, LRN, LpNormalization
std::vector<OpRow> matrixOps();        ///< Gemm, MatMul, MatMulInteger, QLinearMatMul, QLinearConv
std::vector<OpRow> activationOps();    ///< Relu, Clip, Sigmoid, HardSwish, Softmax, PRelu …
std::vector<OpRow> elementwiseOps();   ///< Add … Pow, comparisons, logic, unary maths, Where, Cast
std::vector<OpRow> reductionOps();     ///< Reduce…, ArgMax, ArgMin, CumSum, TopK
std::vector<OpRow> quantizationOps();  ///< QuantizeLinear, DequantizeLinear, com.microsoft QLinear…
std::vector<OpRow> shapeOps(); ///< Shape, Reshape, Squeeze, Unsqueeze, Flatten, Expand, Constant, ConstantOfShape, Range, Identity, Dropout
std::vector<OpRow> movementOps();    ///< Transpose, Slice, Split, Concat, Gather…, Scatter…, Pad, Tile, DepthToSpace, Resize, Upsample
std::vector<OpRow> recurrentOps();   ///< RNN, GRU, LSTM
std::vector<OpRow> controlOps();     ///< If, Loop, Scan
std::vector<OpRow> lossOps();        ///< NegativeLogLikelihoodLoss, SoftmaxCrossEntropyLoss
std::vector<OpRow> regionOps();      ///< RoiAlign, MaxRoiPool
std::vector<OpRow> unpoolOps();      ///< MaxUnpool
std::vector<OpRow> determinantOps(); ///< Det
std::vector<OpRow> statisticOps();   ///< MeanVarianceNormalization, RMSNormalization
std::vector<OpRow> signalOps();      ///< DFT, STFT, windows, MelWeightMatrix
std::vector<OpRow> sequenceOps();    ///< Sequence…, SplitToSequence, ConcatFromSequence, Optional…
std::vector<OpRow> fusedOps();       ///< com.microsoft: BiasGelu, FusedConv, FusedGemm, FusedMatMul, NhwcMaxPool …
std::vector<OpRow> fusedNormalizationOps(); ///< SimplifiedLayerNormalization; com.microsoft: Skip…, EmbedLayerNormalization
std::vector<OpRow> fusedQuantizedOps();     ///< com.microsoft: QGemm, QLinearConcat, DynamicQuantizeMatMul …
std::vector<OpRow> blockQuantizedOps();     ///< com.microsoft: MatMulNBits
std::vector<OpRow> stringOps();             ///< StringConcat, StringSplit, RegexFullMatch
std::vector<OpRow> imageOps();              ///< CenterCropPad, Col2Im
std::vector<OpRow> affineGridOps();         ///< AffineGrid
std::vector<OpRow> deformConvOps();         ///< DeformConv
std::vector<OpRow> attentionOps();          ///< Attention; of com.microsoft also MultiHeadAttention, GroupQueryAttention, RotaryEmbedding
std::vector<OpRow> textOps();               ///< StringNormalizer, TfIdfVectorizer
std::vector<OpRow> detectionOps();          ///< DetectionOutput of Caffe

} // namespace lathe
