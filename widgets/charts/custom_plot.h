#pragma once

// QCustomPlot's header uses Qt's foreach keyword, which Lathe's code does not have.
#define foreach(variable, container) for (variable : container)
#include <qcustomplot.h>
#undef foreach
