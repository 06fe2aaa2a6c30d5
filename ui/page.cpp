// SPDX-License-Identifier: MIT
#include "ui/page.h" // the place its meta object is compiled
