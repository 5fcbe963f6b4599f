#pragma once

#include "core/formats/caffe/source.h"

namespace lathe::caffe {

/// Brings networks of the two older formats (`layers` with flat V0 parameters, `layers` with V1 enumerations) to the present
/// one, `layer`, as Caffe itself does on reading: types get their names, V0 parameters their messages, V0 padding layers are
/// merged into the convolution behind them. An error for a V0 or V1 type that never was.
Status upgradeNetwork(const Source& source, Document& document);

} // namespace lathe::caffe
