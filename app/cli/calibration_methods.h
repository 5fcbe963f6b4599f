#pragma once

#include "core/calibration/calibration.h"

#include <string>
#include <vector>

namespace lathe::cli {

/// The thresholds of every method for the same statistics, with the SQNR that rounding each tensor with them leaves.
class MethodComparison {
public:
    /// `options` for what the methods have in common; `percentile` for the method of that name.
    MethodComparison(const CalibrationTable& statistics, CalibrationOptions options, double percentile);

    /// A line for each tensor, then the mean and the least SQNR of each method.
    std::vector<std::string> lines() const;
    /// Schema lathe.calibration_methods/1.
    std::string json() const;

private:
    struct Row {
        std::string tensor;
        std::vector<float> thresholds; ///< by method, in the order of thresholdMethods()
        std::vector<double> sqnrDb;
    };
    std::vector<Row> m_rows;
};

} // namespace lathe::cli
