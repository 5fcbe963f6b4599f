#include "core/program/program.h"

namespace lathe {

std::string_view toName(Rounding rounding) {
    switch (rounding) {
    case Rounding::HalfEven:
        return "half-even";
    case Rounding::HalfAwayFromZero:
        return "half-away-from-zero";
    case Rounding::HalfUp:
        return "half-up";
    case Rounding::Floor:
        return "floor";
    }
    return "";
}

std::string_view toName(Requantization requantization) {
    switch (requantization) {
    case Requantization::FloatMultiplier:
        return "float-multiplier";
    case Requantization::FixedPoint:
        return "fixed-point";
    case Requantization::PowerOfTwo:
        return "power-of-two";
    case Requantization::DoublingHighMul:
        return "doubling-high-mul";
    }
    return "";
}

std::string_view toName(Precision precision) {
    switch (precision) {
    case Precision::Float:
        return "float";
    case Precision::Int8:
        return "int8";
    case Precision::Int16:
        return "int16";
    case Precision::Float16:
        return "float16";
    }
    return "";
}

std::string_view toName(Engine engine) {
    switch (engine) {
    case Engine::Load:
        return "load";
    case Engine::Weights:
        return "weights";
    case Engine::Mac:
        return "mac";
    case Engine::Vector:
        return "vector";
    case Engine::Store:
        return "store";
    case Engine::Host:
        return "host";
    case Engine::Sync:
        return "sync";
    }
    return "";
}

std::string_view toName(EngineClass engine) {
    return engine == EngineClass::Accelerator ? "accelerator" : "host";
}

} // namespace lathe
