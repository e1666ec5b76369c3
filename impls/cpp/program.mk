# Rules for a C++ program made of the sources beside its Makefile. The Makefile sets `program`, perhaps CPPFLAGS
# and LDFLAGS, names sources of other folders as `shared`, with a `vpath` to them, and includes this.
CXX = g++
CXXFLAGS ?= -O2
CXXFLAGS += -std=c++23 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -MMD -MP

rules := $(lastword $(MAKEFILE_LIST))
objects := $(patsubst %.cpp,build/%.o,$(wildcard *.cpp) $(shared))

build/$(program): $(objects)
	$(CXX) $(LDFLAGS) -o $@ $^

# The compiler's own list of headers (-MMD) is the dependency, and so are the flags in here.
build/%.o: %.cpp Makefile $(rules) | build
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) -c -o $@ $<

build:
	mkdir -p $@

.PHONY: clean
clean:
	rm -rf build

-include $(objects:.o=.d)
